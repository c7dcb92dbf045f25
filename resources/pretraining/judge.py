"""A classifier that judges generated pictures and shares nothing with the CLIP that trained the generator.

A small residual network (He et al., 2016) over the concepts of the colour pictures. Its last
features serve a Fréchet distance in the manner of FID (Heusel et al., 2017) and a measure of diversity.
"""

from __future__ import annotations

import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import augment
import data
from captions import HUES, may_mirror, turn_hue_safe
from common import Average, Clock, Run, log, mixed, newest, rate, save_atomically
from optim import Optimizer

STYLES = ("3d", "color", "flat", "noto", "blob")
SIZE = 48
WIDTHS = (48, 96, 192)
BATCH = 96


class Step(nn.Module):
    """Two convolutions beside a shortcut, halving the side when `stride` is 2."""

    def __init__(self, inside: int, outside: int, stride: int):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(inside), nn.BatchNorm2d(outside)
        self.conv1 = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(outside, outside, 3, 1, 1, bias=False)
        self.shortcut = nn.Conv2d(inside, outside, 1, stride, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = F.relu(self.norm1(x))
        return self.shortcut(h) + self.conv2(F.relu(self.norm2(self.conv1(h))))


class Judge(nn.Module):
    """[B,3,48,48] in -1..1 to logits [B,concepts] and features [B,192]."""

    def __init__(self, concepts: int):
        super().__init__()
        self.edge_in = nn.Conv2d(12, WIDTHS[0], 3, padding=1, bias=False)
        pairs = list(zip((WIDTHS[0], *WIDTHS), WIDTHS))
        self.steps = nn.Sequential(*(Step(a, b, 1 if i == 0 else 2) for i, (a, b) in enumerate(pairs)), Step(WIDTHS[-1], WIDTHS[-1], 1))
        self.norm = nn.BatchNorm2d(WIDTHS[-1])
        self.edge_out = nn.Linear(WIDTHS[-1], concepts)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        features = F.relu(self.norm(self.steps(self.edge_in(F.pixel_unshuffle(x, 2))))).mean((2, 3)).float()
        return self.edge_out(features), features


def concepts_of(pictures: data.Pictures) -> tuple[list[str], list[int]]:
    """The concepts judged, sorted, and the indices of their colour pictures."""
    index = [i for i, r in enumerate(pictures.colour_rows) if r["style"] in STYLES and not r.get("tone")]
    rows = pictures.colour_rows
    many = {rows[i]["concept"] for i in index if rows[i]["source"] == "fluentui-emoji"}
    return sorted(many), [i for i in index if rows[i]["concept"] in many]


def train(run: Run) -> None:
    torch.manual_seed(run.seed + 77)
    pictures = data.load(run)
    names, index = concepts_of(pictures)
    number = {name: k for k, name in enumerate(names)}
    rows = pictures.colour_rows
    taught = [i for i in index if rows[i]["split"] != "test_combo"]
    model = Judge(len(names)).to(run.device, memory_format=torch.channels_last)
    optimizer, average = Optimizer(model, 2e-3, 0.02), Average(model, 300)
    saved, step = newest(run.file("judge.pt")), 0
    if saved:
        model.load_state_dict(saved["model"]); optimizer.load(saved["optimizer"]); average.load(saved["average"])
        step = saved["step"]
    clock, total = Clock(run.preset.judge_minutes, saved, run.stretch), 0.0
    kept, done = clock.used, clock.progress >= 1
    log(f"judge: {len(names)} concepts, {len(taught)} pictures, from step {step}")
    while not done:
        rng = random.Random(f"{run.seed}/judge/{step}")
        g = torch.Generator().manual_seed(rng.getrandbits(62))
        picks = [rng.choice(taught) for _ in range(BATCH)]
        image = torch.from_numpy(pictures.colour64[picks]).permute(0, 3, 1, 2).float() / 255
        mirror = (torch.rand(BATCH, generator=g) < 0.5) & torch.tensor([may_mirror(rows[i]) for i in picks])
        image = augment.move(image, 0.08, 0.2, g, turn=0.25, mirror=mirror)
        turn = [(j, rows[i]["hue"], rng.choice(list(HUES.values()))) for j, i in enumerate(picks) if turn_hue_safe(rows[i]) and rng.random() < 0.3]
        if turn:
            where, source, target = (torch.tensor(v) for v in zip(*turn))
            image[where] = augment.turn_hue(image[where], source.float(), target.float())
        image = augment.over(augment.tone(image, 0.2, g), torch.rand(BATCH, 3, generator=g) ** 0.3)
        image = augment.coarsen(image, torch.rand(BATCH, generator=g) < 0.5)
        image = F.interpolate(image, size=(SIZE, SIZE), mode="area") * 2 - 1
        image = image + torch.randn(image.shape, generator=g) * 0.1 * torch.rand(BATCH, 1, 1, 1, generator=g)
        target = torch.tensor([number[rows[i]["concept"]] for i in picks])
        with mixed(run.device):
            logits, _ = model(image.to(run.device, memory_format=torch.channels_last))
        loss = F.cross_entropy(logits.float(), target.to(run.device), label_smoothing=0.1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step(rate(clock.progress))
        average.update(model)
        step, total = step + 1, total + loss.item()
        if step % 100 == 0:
            log(f"judge: step {step}, {clock.progress:.0%}, loss {total / 100:.3f}, {step * BATCH / clock.used:.0f} pictures/s")
            total = 0.0
        done = clock.progress >= 1
        if done or clock.used - kept > 120:
            kept = clock.used
            save_atomically({"model": model.state_dict(), "optimizer": optimizer.state(), "average": average.state(),
                             "step": step, **clock.state()}, run.file("judge.pt"))
    log("judge: held-out drawings", measure(run))


def known(run: Run) -> str:
    """How long the judge was trained, in a word; "none" when there is none."""
    saved = newest(run.file("judge.pt"))
    return f"of {saved['step']} steps" if saved else "none"


def load(run: Run) -> tuple[Judge, list[str]]:
    """The averaged judge and the concept of each of its outputs."""
    names, _ = concepts_of(data.load(run))
    model = Judge(len(names))
    model.load_state_dict(newest(run.file("judge.pt"))["average"]["values"])
    return model.eval().requires_grad_(False), names


@torch.no_grad()
def look(model: Judge, white: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits and features of [B,H,W,3] pictures in 0..1."""
    x = F.interpolate(torch.from_numpy(np.ascontiguousarray(white)).permute(0, 3, 1, 2).float(), size=(SIZE, SIZE), mode="area") * 2 - 1
    parts = [model(part) for part in x.split(64)]
    return torch.cat([p[0] for p in parts]), torch.cat([p[1] for p in parts])


def measure(run: Run) -> dict[str, float]:
    """How often it is right about drawings of the held-out combinations."""
    pictures, (model, names) = data.load(run), load(run)
    index = [i for i in concepts_of(pictures)[1] if pictures.colour_rows[i]["split"] == "test_combo"]
    image = pictures.colour64[index].astype(np.float32) / 255
    logits, _ = look(model, image[..., :3] + 1 - image[..., 3:])
    right = torch.tensor([names.index(pictures.colour_rows[i]["concept"]) for i in index])
    order = logits.argsort(1, descending=True)[:, :5] == right[:, None]
    return {"pictures": len(index), "top1": order[:, 0].float().mean().item(), "top5": order.any(1).float().mean().item()}
