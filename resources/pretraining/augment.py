"""Random changes of pictures, on whole batches in torch.

Pictures are premultiplied RGBA, float [B,4,H,W] in 0..1, unless said otherwise.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F


def turn_hue(picture: torch.Tensor, source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Moves the pixels whose hue is near `source` [B] to around `target` [B] (both 0..1, on the circle).

    Hue differences inside the object are kept, so shading survives; pixels of other hues
    (the leaf of an apple, the lamps of a car) stay as they are.  Works in HSV, whose value
    and saturation are left alone; premultiplication scales all channels alike, so it
    commutes with this.
    """
    rgb, alpha = picture[:, :3], picture[:, 3:]
    high, low = rgb.amax(1), rgb.amin(1)
    spread = high - low
    safe = spread.clamp_min(1e-6)
    r, g, b = rgb.unbind(1)
    hue = torch.where(high == r, ((g - b) / safe) % 6, torch.where(high == g, (b - r) / safe + 2, (r - g) / safe + 4)) / 6
    offset = (hue - source[:, None, None] + 0.5) % 1 - 0.5
    weight = ((0.17 - offset.abs()) / 0.05).clamp(0, 1)
    turned = (target[:, None, None] + offset * 0.5) % 1
    # HSV back to RGB: f(n) = v - spread * max(0, min(k, 4 - k, 1)), k = (n + 6 h) mod 6.
    channels = [high - spread * torch.minimum(torch.minimum(k, 4 - k), torch.ones_like(k)).clamp_min(0)
                for k in ((n + turned * 6) % 6 for n in (5, 3, 1))]
    return torch.cat([rgb + weight[:, None] * (torch.stack(channels, 1) - rgb), alpha], 1)


def move(picture: torch.Tensor, shift: float, scale: float, generator: torch.Generator | None = None, *, turn: float = 0.0,
         mirror: torch.Tensor | None = None, share: float = 1.0) -> torch.Tensor:
    """Random translation (share of the width), scale (factor exp(-scale..scale)) and turn (radians) of `share` of the
    pictures, and mirroring of those marked in `mirror` [B]; what comes in from outside is clear."""
    b = len(picture)
    chosen = (torch.rand(b, generator=generator) < share).float()
    k = torch.exp((torch.rand(b, generator=generator) * 2 - 1) * scale * chosen)
    d = (torch.rand(b, 2, generator=generator) * 2 - 1) * shift * 2 * chosen[:, None]
    angle = (torch.rand(b, generator=generator) * 2 - 1) * turn * chosen
    side = torch.ones(b) if mirror is None else 1 - 2 * mirror.float()
    theta = torch.zeros(b, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1] = k * angle.cos() * side, -k * angle.sin()
    theta[:, 1, 0], theta[:, 1, 1] = k * angle.sin() * side, k * angle.cos()
    theta[:, :, 2] = d
    grid = F.affine_grid(theta.to(picture.device), list(picture.shape), align_corners=False)
    return F.grid_sample(picture, grid, align_corners=False, padding_mode="zeros")


def tone(picture: torch.Tensor, strength: float, generator: torch.Generator | None = None) -> torch.Tensor:
    """Changes brightness, contrast and saturation a little (each by up to `strength`); stays premultiplied."""
    b = len(picture)
    light, depth, strong = ((torch.rand(3, b, 1, 1, 1, generator=generator) * 2 - 1) * strength)
    rgb, alpha = picture[:, :3], picture[:, 3:]
    grey = rgb.mean(1, keepdim=True)
    rgb = grey + (rgb - grey) * (1 + strong)
    rgb = (rgb - 0.5 * alpha) * (1 + depth) + 0.5 * alpha * (1 + light)
    return torch.cat([rgb.clamp_min(0).minimum(alpha), alpha], 1)


def over(picture: torch.Tensor, background: torch.Tensor) -> torch.Tensor:
    """Lays premultiplied pictures over background colours [B,3]; returns [B,3,H,W]."""
    return picture[:, :3] + (1 - picture[:, 3:]) * background[:, :, None, None]


def coarsen(picture: torch.Tensor, chosen: torch.Tensor) -> torch.Tensor:
    """Shrinks the chosen pictures to half their size and back, as generated pictures look after enlarging."""
    if not chosen.any():
        return picture
    small = F.avg_pool2d(picture[chosen], 2)
    out = picture.clone()
    out[chosen] = F.interpolate(small, scale_factor=2, mode="bicubic", align_corners=False).clamp(0, 1)
    return out
