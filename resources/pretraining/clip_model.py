"""A small CLIP: a vision transformer and a text transformer that meet on the unit sphere.

After Radford et al., "Learning transferable visual models from natural language
supervision" (2021), with pre-normalised blocks, a two-layer patch embedding, mean pooling on both
sides, and a text tower that sees the whole sentence instead of only the past.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from presets import Preset


class Attention(nn.Module):
    """Multi-head attention; `context` None means self-attention."""

    def __init__(self, width: int, heads: int, context: int | None = None):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width, bias=False)
        self.key = nn.Linear(context or width, width, bias=False)
        self.value = nn.Linear(context or width, width, bias=False)
        self.out = nn.Linear(width, width)

    def forward(self, x: torch.Tensor, context: torch.Tensor | None = None, bias: torch.Tensor | None = None) -> torch.Tensor:
        """x [B,N,W], context [B,M,C], bias [B,1,1,M] added to the logits; returns [B,N,W]."""
        context = x if context is None else context
        split = lambda t: t.unflatten(-1, (self.heads, -1)).transpose(1, 2)
        q, k, v = split(self.query(x)), split(self.key(context)), split(self.value(context))
        # Written out: with so few tokens two batched products beat the fused CPU kernel by far in training.
        logits = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
        if bias is not None:
            logits = logits + bias
        y = logits.softmax(-1).to(v.dtype) @ v
        return self.out(y.transpose(1, 2).flatten(2))


class Block(nn.Module):
    """Pre-normalised transformer block, [B,N,W] to [B,N,W]."""

    def __init__(self, width: int, heads: int, expansion: int = 4):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.feed = nn.Sequential(nn.Linear(width, width * expansion), nn.GELU(approximate="tanh"), nn.Linear(width * expansion, width))

    def forward(self, x: torch.Tensor, bias: torch.Tensor | None = None) -> torch.Tensor:
        x = x + self.attention(self.norm1(x), bias=bias)
        return x + self.feed(self.norm2(x))


def padding_bias(mask: torch.Tensor) -> torch.Tensor:
    """Turns a [B,M] mask (1 real, 0 padding) into attention logits to add, [B,1,1,M]."""
    return (1 - mask.float())[:, None, None, :] * -1e4


class TextTower(nn.Module):
    """Token ids [B,L] (0 is padding) to hidden states [B,L,W] and unit embeddings [B,D].

    The token table is factorised (vocabulary x inner, inner x width) as in ALBERT
    (Lan et al., 2019): most of a small model's weights would otherwise sit in rare words.
    """

    def __init__(self, p: Preset):
        super().__init__()
        self.token_table = nn.Embedding(p.vocabulary, p.clip_embedding)
        self.widen = nn.Linear(p.clip_embedding, p.clip_width, bias=False)
        self.position = nn.Parameter(torch.randn(p.max_tokens, p.clip_width) * 0.02)
        self.blocks = nn.ModuleList(Block(p.clip_width, p.clip_heads) for _ in range(p.clip_text_layers))
        self.norm = nn.LayerNorm(p.clip_width)
        self.project = nn.Linear(p.clip_width, p.clip_dimensions, bias=False)
        nn.init.normal_(self.token_table.weight, std=0.3)

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        mask = (ids != 0).float()
        x = self.widen(self.token_table(ids)) + self.position[: ids.shape[1]]
        bias = padding_bias(mask)
        for block in self.blocks:
            x = block(x, bias)
        x = self.norm(x)
        pooled = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True).clamp_min(1)
        return x, F.normalize(self.project(pooled).float(), dim=-1)


class VisionTower(nn.Module):
    """Pictures [B,3,64,64] in -1..1 to unit embeddings [B,D]."""

    def __init__(self, p: Preset):
        super().__init__()
        w = p.clip_width
        self.stem = nn.Sequential(nn.Linear(3 * 8 * 8, 2 * w), nn.GELU(approximate="tanh"), nn.Linear(2 * w, w))
        self.position = nn.Parameter(torch.randn((p.clip_image // 8) ** 2, w) * 0.02)
        self.blocks = nn.ModuleList(Block(w, p.clip_heads) for _ in range(p.clip_vision_layers))
        self.norm = nn.LayerNorm(w)
        self.project = nn.Linear(w, p.clip_dimensions, bias=False)

    def forward(self, pixels: torch.Tensor, kept: torch.Tensor | None = None) -> torch.Tensor:
        return F.normalize(self.project(self.pooled(pixels, kept)).float(), dim=-1)

    def pooled(self, pixels: torch.Tensor, kept: torch.Tensor | None = None) -> torch.Tensor:
        """[B,W], what the embedding is projected from.

        kept: [B,K] the patches to see, all when left out: half of them cost half the time and teach nearly as much
        (Li et al., "Scaling language-image pre-training via masking", 2023)."""
        patches = F.pixel_unshuffle(pixels, 8).flatten(2).transpose(1, 2)  # [B,64,192]
        position = self.position
        if kept is not None:
            patches, position = patches.gather(1, kept[..., None].expand(-1, -1, patches.shape[-1])), position[kept]
        x = self.stem(patches) + position
        for block in self.blocks:
            x = block(x)
        return self.norm(x).mean(1)


def some_patches(pixels: torch.Tensor, share: float, generator: torch.Generator) -> torch.Tensor:
    """Which patches of [B,3,H,W] to see, [B,K] sorted by lot; plain ones (ground without a drawing) are left out first, though not always."""
    patches = F.pixel_unshuffle(pixels, 8).flatten(2)
    drawn = (patches.amax(1) - patches.amin(1) > 0.25).float()
    return (torch.rand(drawn.shape, generator=generator) + 0.6 * drawn).topk(max(1, round(drawn.shape[1] * share)), 1).indices


class Clip(nn.Module):
    def __init__(self, p: Preset):
        super().__init__()
        self.text, self.vision = TextTower(p), VisionTower(p)
        self.scale_table = nn.Parameter(torch.tensor(2.66))  # log of the logit scale, 1 / 0.07 at first

    def scale(self) -> torch.Tensor:
        return self.scale_table.clamp(max=4.2).exp()
