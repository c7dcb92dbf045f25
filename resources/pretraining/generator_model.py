"""The generator: a text-conditioned U-Net that predicts clean 32 x 32 RGBA pictures from noisy ones.

Time t runs from 0 (pure noise) to 1 (picture): x_t = t x + (1 - t) n (flow matching, Lipman
et al. 2022; rectified flow, Liu et al. 2022).  The network returns the picture estimate x^,
built with the scalings of Karras et al. ("Elucidating the design space of diffusion-based
generative models", 2022) carried over to this path, so that its inner target has about unit
variance at every t.  2 x 2 pixels are folded into channels at once: a CPU does its best work
at 16 x 16 and 8 x 8 with wide layers.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import nn

from clip_model import Attention, Block, TextTower, padding_bias
from presets import Preset

DATA_STD = 0.8  # spread of premultiplied RGBA in -1..1 around zero


class TextEncoder(nn.Module):
    """The frozen CLIP text tower plus a trained adapter.

    The adapter has a token table of its own, because a contrastive tower forgets whatever
    does not tell pictures apart, and one transformer block to mix both.
    """

    def __init__(self, p: Preset, tower: TextTower):
        super().__init__()
        self.tower = tower.requires_grad_(False)
        self.token_table = nn.Embedding(p.vocabulary, p.clip_embedding // 2)
        self.widen = nn.Linear(p.clip_embedding // 2, p.clip_width, bias=False)
        self.block = Block(p.clip_width, p.clip_heads, expansion=2)
        self.norm = nn.LayerNorm(p.clip_width)
        nn.init.normal_(self.token_table.weight, std=0.3)

    def train(self, mode: bool = True):
        super().train(mode)
        self.tower.eval()
        return self

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """ids [B,L] to conditioning [B,L,W] and the CLIP text embedding [B,D]."""
        with torch.no_grad():
            hidden, embedding = self.tower(ids)
        x = hidden + self.widen(self.token_table(ids))
        return self.norm(self.block(x, padding_bias(ids != 0))), embedding


class ChannelNorm(nn.LayerNorm):
    """Layer norm over the channels of [B,C,H,W]; free of copies when the memory is channels-last."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class ResBlock(nn.Module):
    """Two 3 x 3 convolutions with the condition as scale and shift between them."""

    def __init__(self, inside: int, outside: int, condition: int):
        super().__init__()
        self.norm1, self.norm2 = ChannelNorm(inside), ChannelNorm(outside)
        self.conv1 = nn.Conv2d(inside, outside, 3, padding=1)
        self.conv2 = nn.Conv2d(outside, outside, 3, padding=1)
        self.modulate = nn.Linear(condition, 2 * outside)
        self.shortcut = nn.Conv2d(inside, outside, 1) if inside != outside else nn.Identity()
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.modulate.weight)
        nn.init.zeros_(self.modulate.bias)

    def forward(self, x: torch.Tensor, c: torch.Tensor) -> torch.Tensor:
        """x [B,inside,H,W], c [B,condition]; returns [B,outside,H,W]."""
        scale, shift = self.modulate(c)[:, :, None, None].chunk(2, 1)
        h = self.conv1(F.silu(self.norm1(x)))
        h = self.norm2(h) * (1 + scale) + shift
        return self.shortcut(x) + self.conv2(F.silu(h))


class Look(nn.Module):
    """Cross-attention from pixels [B,C,H,W] to words [B,L,W]."""

    def __init__(self, width: int, words: int, heads: int):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.attention = Attention(width, heads, words)
        nn.init.zeros_(self.attention.out.weight)

    def forward(self, x: torch.Tensor, words: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        h, w = x.shape[2:]
        tokens = x.permute(0, 2, 3, 1).flatten(1, 2)
        y = self.attention(self.norm(tokens), words, bias)
        return x + y.unflatten(1, (h, w)).permute(0, 3, 1, 2)


class InnerBlock(nn.Module):
    """Self-attention, cross-attention and feed-forward on tokens [B,N,C], modulated by the condition."""

    def __init__(self, width: int, words: int, heads: int, condition: int):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, elementwise_affine=False)
        self.norm2 = nn.LayerNorm(width)
        self.norm3 = nn.LayerNorm(width, elementwise_affine=False)
        self.own, self.cross = Attention(width, heads), Attention(width, heads, words)
        self.feed = nn.Sequential(nn.Linear(width, 3 * width), nn.GELU(approximate="tanh"), nn.Linear(3 * width, width))
        self.modulate = nn.Linear(condition, 4 * width)
        for layer in (self.own.out, self.cross.out, self.feed[2], self.modulate):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x: torch.Tensor, words: torch.Tensor, bias: torch.Tensor, c: torch.Tensor) -> torch.Tensor:
        s1, b1, s2, b2 = self.modulate(c)[:, None].chunk(4, -1)
        x = x + self.own(self.norm1(x) * (1 + s1) + b1)
        x = x + self.cross(self.norm2(x), words, bias)
        return x + self.feed(self.norm3(x) * (1 + s2) + b2)


class UNet(nn.Module):
    """[B,4,32,32] noisy pictures in about -1..1, times [B], words [B,L,W], mask [B,L], CLIP embeddings [B,D] to x^ [B,4,32,32]."""

    def __init__(self, p: Preset):
        super().__init__()
        a, b, words, c = p.unet_outer, p.unet_inner, p.clip_width, p.unet_inner
        self.register_buffer("frequencies", torch.exp(torch.linspace(0, math.log(200), 32)), persistent=False)
        self.time = nn.Sequential(nn.Linear(64, c), nn.SiLU(), nn.Linear(c, c))
        self.meaning = nn.Linear(p.clip_dimensions, c)
        self.gist = nn.Linear(words, c)
        self.edge_in = nn.Conv2d(16, a, 1)
        self.enter = nn.ModuleList(ResBlock(a, a, c) for _ in range(p.unet_outer_blocks))
        self.look_enter = Look(a, words, p.unet_heads // 2)
        self.down = nn.Conv2d(4 * a, b, 1)
        self.position = nn.Parameter(torch.randn(1, b, 8, 8) * 0.02)
        self.first, self.last = ResBlock(b, b, c), ResBlock(b, b, c)
        self.inner = nn.ModuleList(InnerBlock(b, words, p.unet_heads, c) for _ in range(p.unet_inner_blocks))
        self.up = nn.Conv2d(b, 4 * a, 1)
        self.leave = nn.ModuleList(ResBlock(2 * a if i == 0 else a, a, c) for i in range(p.unet_outer_blocks))
        self.look_leave = Look(a, words, p.unet_heads // 2)
        self.norm_out = ChannelNorm(a)
        self.edge_out = nn.Conv2d(a, 16, 1)
        nn.init.zeros_(self.edge_out.weight)

    def forward(self, sample: torch.Tensor, timestep: torch.Tensor, encoder_hidden_states: torch.Tensor,
                attention_mask: torch.Tensor, clip_embeds: torch.Tensor) -> torch.Tensor:
        t = timestep.float()[:, None, None, None]
        spread = (t * t * DATA_STD**2 + (1 - t) ** 2).sqrt()
        angles = timestep.float()[:, None] * self.frequencies
        words, mask = encoder_hidden_states, attention_mask
        gist = (words * mask[..., None]).sum(1) / mask.sum(1, keepdim=True).clamp_min(1)
        c = F.silu(self.time(torch.cat([angles.cos(), angles.sin()], -1)) + self.meaning(clip_embeds * 8) + self.gist(gist))
        bias = padding_bias(mask)

        x = self.edge_in(F.pixel_unshuffle(sample / spread, 2))
        for block in self.enter:
            x = block(x, c)
        x = skip = self.look_enter(x, words, bias)
        x = self.first(self.down(F.pixel_unshuffle(x, 2)) + self.position, c)
        h, w = x.shape[2:]
        x = x.permute(0, 2, 3, 1).flatten(1, 2)
        for block in self.inner:
            x = block(x, words, bias, c)
        x = x.unflatten(1, (h, w)).permute(0, 3, 1, 2)
        x = F.pixel_shuffle(self.up(self.last(x, c)), 2)
        x = torch.cat([x, skip], 1)
        for i, block in enumerate(self.leave):
            x = block(x, c)
            if i == 0:
                x = self.look_leave(x, words, bias)
        y = F.pixel_shuffle(self.edge_out(F.silu(self.norm_out(x))), 2).float()
        return sample * (t * DATA_STD**2 / spread**2) + y * ((1 - t) * DATA_STD / spread)


class Generator(nn.Module):
    """Text encoder and U-Net, trained together (the CLIP tower inside stays frozen)."""

    def __init__(self, p: Preset, tower: TextTower):
        super().__init__()
        self.text, self.unet = TextEncoder(p, tower), UNet(p)

    def forward(self, noisy: torch.Tensor, t: torch.Tensor, ids: torch.Tensor, jitter: torch.Tensor | None = None) -> torch.Tensor:
        """`jitter` [B,D] is added to the CLIP embeddings, so that near meanings look alike to the network."""
        words, embedding = self.text(ids)
        if jitter is not None:
            embedding = embedding + jitter
        return self.unet(noisy, t, words, (ids != 0).float(), embedding)


@torch.no_grad()
def sample(model: Generator, ids: torch.Tensor, empty: torch.Tensor, noise: torch.Tensor, steps: int = 25, guidance: float = 3.0) -> torch.Tensor:
    """Euler steps from `noise` [B,4,32,32] with classifier-free guidance (Ho & Salimans, 2022); ids and empty are [B,L]."""
    x = noise
    for i in range(steps):
        t = torch.full((len(x),), i / steps)
        clean = model(torch.cat([x, x]), torch.cat([t, t]), torch.cat([ids, empty]))
        told, free = clean.chunk(2)
        clean = free + guidance * (told - free)
        x = x + (clean - x) / (1 - i / steps) / steps
    return x
