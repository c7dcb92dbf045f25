"""The discriminator: small heads that look through the frozen eyes of the CLIP.

D(picture, caption) says whether a picture is a real drawing of what the caption tells. Features of
a trained network make discriminators stable and quick to learn (Sauer et al., "Projected GANs", 2021);
the caption enters by projection (Miyato & Koyama, 2018), and a real picture with a wrong caption counts
as false (matching-aware: Reed et al., 2016).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

import augment
from clip_model import Clip, VisionTower
from presets import Preset


def features(tower: VisionTower, pixels: torch.Tensor) -> list[torch.Tensor]:
    """Token states [B,64,W] after every second block of the tower, for [B,3,64,64] in -1..1."""
    x = tower.stem(F.pixel_unshuffle(pixels, 8).flatten(2).transpose(1, 2)) + tower.position
    kept = [x]
    for i, block in enumerate(tower.blocks):
        x = block(x)
        if i % 2:
            kept.append(x)
    return kept


def shown(picture: torch.Tensor, background: torch.Tensor) -> torch.Tensor:
    """RGBA [B,4,32,32] in -1..1 over `background` [B,3] in 0..1, as the CLIP wants to see it.

    A coloured ground makes a wrong outline as visible as a wrong colour.
    """
    seen = augment.over((picture + 1) / 2, background) * 2 - 1
    return F.interpolate(seen, size=(64, 64), mode="bilinear", align_corners=False)


class Discriminator(nn.Module):
    """Logits [B,parts] of features and CLIP text embeddings [B,D]; positive means real and fitting."""

    def __init__(self, p: Preset):
        super().__init__()
        parts, w = p.clip_vision_layers // 2 + 1, 128
        self.norms = nn.ModuleList(nn.LayerNorm(p.clip_width, elementwise_affine=False) for _ in range(parts))
        self.bodies = nn.ModuleList(nn.Sequential(nn.Linear(p.clip_width, w), nn.LeakyReLU(0.2), nn.Linear(w, w)) for _ in range(parts))
        self.edge_out = nn.ModuleList(nn.Linear(w, 1) for _ in range(parts))
        self.captions = nn.ModuleList(nn.Linear(p.clip_dimensions, w, bias=False) for _ in range(parts))

    def forward(self, seen: list[torch.Tensor], text: torch.Tensor) -> torch.Tensor:
        out = []
        for x, norm, body, edge, caption in zip(seen, self.norms, self.bodies, self.edge_out, self.captions):
            h = F.leaky_relu(body(norm(x)), 0.2)
            out.append(edge(h).mean((1, 2)) + (h.mean(1) * caption(text * 16)).sum(-1) / h.shape[-1] ** 0.5)
        return torch.stack(out, 1).float()


def loss_of_discriminator(d: Discriminator, real: list[torch.Tensor], fake: list[torch.Tensor], of_real: torch.Tensor, of_fake: torch.Tensor,
                          wrong: torch.Tensor, penalty: float = 1.0) -> torch.Tensor:
    """L_D: softplus(-D(real)) + (softplus(D(fake)) + softplus(D(real, wrong caption))) / 2, with R1 on the features.

    of_real, of_fake, wrong: embeddings [B,D] of the captions of the real and of the made pictures, and of captions that do not fit the real ones.

    R1 (Mescheder et al., 2018) keeps D flat around real pictures; taken at the frozen features it
    costs one more pass through the heads instead of one through the tower.
    """
    real = [f.detach().requires_grad_(True) for f in real]
    right = d(real, of_real)
    slopes = torch.autograd.grad(right.sum(), real, create_graph=True)
    r1 = sum(s.square().sum((1, 2)).mean() / s.shape[1] for s in slopes)
    return (F.softplus(-right).mean() + (F.softplus(d(fake, of_fake)).mean() + F.softplus(d(real, wrong)).mean()) / 2 + penalty / 2 * r1)


def loss_of_generator(d: Discriminator, fake: list[torch.Tensor], text: torch.Tensor) -> torch.Tensor:
    """L_G, the non-saturating partner: softplus(-D(fake))."""
    return F.softplus(-d(fake, text)).mean()


def frozen(clip: Clip) -> VisionTower:
    return clip.vision.eval().requires_grad_(False)
