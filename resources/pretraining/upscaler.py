"""Enlarges the generator's 32 x 32 RGBA pictures four times.

A small residual network in the manner of EDSR (Lim et al., 2017) with sub-pixel convolution
(Shi et al., 2016).  Half of its training inputs are shrunk pictures, a little blurred and
noisy; the other half are the generator's own estimates of them from a noisy state, so that
it learns to sharpen exactly the softness that it will meet.
"""

from __future__ import annotations

import random

import torch
import torch.nn.functional as F
from torch import nn

import augment
import data
import generator_train
import tokenizer as tok
from common import Average, Clock, Run, log, mixed, newest, rate, save_atomically
from optim import Optimizer
from presets import Preset


class Upscaler(nn.Module):
    """[B,4,h,w] in -1..1 to [B,4,4h,4w] in -1..1."""

    def __init__(self, p: Preset):
        super().__init__()
        w = p.upscaler_width
        self.edge_in = nn.Conv2d(4, w, 3, padding=1)
        self.blocks = nn.ModuleList(
            nn.Sequential(nn.Conv2d(w, w, 3, padding=1), nn.SiLU(), nn.Conv2d(w, w, 3, padding=1)) for _ in range(p.upscaler_blocks))
        self.grow1, self.grow2 = nn.Conv2d(w, 4 * w, 3, padding=1), nn.Conv2d(w, 64, 3, padding=1)
        self.edge_out = nn.Conv2d(16, 4, 3, padding=1)
        for block in self.blocks:
            nn.init.zeros_(block[2].weight)
        nn.init.zeros_(self.edge_out.weight)
        nn.init.zeros_(self.edge_out.bias)

    def forward(self, sample: torch.Tensor) -> torch.Tensor:
        x = self.edge_in(sample)
        for block in self.blocks:
            x = x + block(x)
        x = F.silu(F.pixel_shuffle(self.grow1(x), 2))
        x = self.edge_out(F.silu(F.pixel_shuffle(self.grow2(x), 2)))
        smooth = F.interpolate(sample.clamp(-1, 1), scale_factor=4, mode="bilinear", align_corners=False)
        return (smooth + x.float()).clamp(-1, 1) if not self.training else smooth + x.float()


def blur(x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
    """Gaussian blur with one sigma per picture, 5 x 5."""
    d = torch.arange(-2.0, 3.0)
    k = torch.exp(-d**2 / (2 * sigma[:, None] ** 2 + 1e-6))
    k = (k / k.sum(1, keepdim=True)).repeat_interleave(x.shape[1], 0)
    y = F.pad(x, (2, 2, 2, 2), mode="replicate").reshape(1, -1, x.shape[2] + 4, x.shape[3] + 4)
    y = F.conv2d(F.conv2d(y, k[:, None, :, None], groups=len(k)), k[:, None, None, :], groups=len(k))
    return y.reshape(x.shape)


def edges(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Horizontal and vertical differences of [B,C,H,W]."""
    return x[..., :, 1:] - x[..., :, :-1], x[..., 1:, :] - x[..., :-1, :]


def train(run: Run) -> None:
    p = run.preset
    torch.manual_seed(run.seed)
    pictures, tokenizer = data.load(run), tok.load(run)
    generator = generator_train.load(run).to(run.device)
    model = Upscaler(p).to(run.device, memory_format=torch.channels_last)
    optimizer, average = Optimizer(model, p.learning_rate, p.matrix_rate), Average(model, 200)
    saved, step = newest(run.file("upscaler.pt")), 0
    if saved:
        model.load_state_dict(saved["model"]); optimizer.load(saved["optimizer"]); average.load(saved["average"])
        step = saved["step"]
    clock = Clock(p.upscaler_minutes, saved, run.stretch)
    batches, total, kept = generator_train.Batches(run, pictures, tokenizer), 0.0, clock.used
    log(f"upscaler: {sum(v.numel() for v in model.parameters()) / 1e6:.2f} M weights, from step {step}")
    done = clock.progress >= 1
    while not done:
        rng, g = random.Random(f"{run.seed}/up/{step}"), torch.Generator().manual_seed(run.seed * 7_000_003 + step)
        large, ids = batches.draw(p.upscaler_batch, rng, large=True)
        small = F.avg_pool2d(large, 4)
        small, large = small.to(run.device), large.to(run.device)
        n = len(small) // 2
        with torch.no_grad(), mixed(run.device):
            t = 0.35 + 0.6 * torch.rand(n, generator=g)
            s = t[:, None, None, None]
            guess = generator(s * small[:n] + (1 - s) * torch.randn(small[:n].shape, generator=g), t, ids[:n])
        rest = blur(small[n:], 0.15 + 0.65 * torch.rand(len(small) - n, generator=g))
        rest = rest + torch.randn(rest.shape, generator=g) * 0.06 * torch.rand(len(rest), 1, 1, 1, generator=g)
        with mixed(run.device):
            out = model(torch.cat([guess.float(), rest]).contiguous(memory_format=torch.channels_last))
        loss = (out - large).abs().mean() + sum((a - b).abs().mean() for a, b in zip(edges(out), edges(large)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step(rate(clock.progress) * 0.5)
        average.update(model)
        step += 1
        total += loss.item()
        if step % 50 == 0:
            log(f"upscaler: step {step}, {clock.progress:.0%}, loss {total / 50:.4f}, {step * p.upscaler_batch / clock.used:.0f} pictures/s")
            total = 0.0
        done = clock.progress >= 1
        if done or clock.used - kept > 120:
            kept = clock.used
            save_atomically({"model": model.state_dict(), "optimizer": optimizer.state(), "average": average.state(),
                             "step": step, "preset": p.as_dict(), **clock.state()}, run.file("upscaler.pt"))


def load(run: Run) -> Upscaler:
    model = Upscaler(run.preset)
    model.load_state_dict(newest(run.file("upscaler.pt"))["average"]["values"])
    return model.eval().requires_grad_(False)
