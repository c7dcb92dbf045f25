"""What all stages share: where things live, time-boxed loops, checkpoints, averaged weights."""

from __future__ import annotations

import math
import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path

import torch

from presets import Preset

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(__file__).resolve().parent / ".cache"


@dataclass(frozen=True)
class Run:
    """One training run: the preset, where data comes from and where results go."""

    preset: Preset
    data: Path = ROOT.parent / "shared" / "picture-data"
    cache: Path = CACHE
    output: Path = ROOT / "resources" / "models" / "spark"
    seed: int = 1
    device: str = "cuda" if torch.cuda.is_available() else "cpu"
    stretch: int = 1
    start: Path | None = None  # a model to go on from, instead of random weights

    def file(self, name: str) -> Path:
        """Path of a file kept for this preset and seed."""
        folder = self.cache / f"{self.preset.name}-{self.seed}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name


def log(*parts) -> None:
    print(time.strftime("%H:%M:%S"), *parts, flush=True)


def fast_bfloat16(device: str) -> bool:
    """Whether there are instructions for products in bfloat16; without them they take ten times as long as in float32."""
    return device != "cpu" or torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()


def mixed(device: str) -> torch.autocast:
    """Products in bfloat16 where that is fast, in float32 elsewhere."""
    return torch.autocast(device, torch.bfloat16, enabled=fast_bfloat16(device))


def save_atomically(value, path: Path) -> None:
    """Writes next to the target and renames, so that an interrupted save never harms the old file."""
    temporary = path.with_suffix(path.suffix + ".tmp")
    torch.save(value, temporary)
    os.replace(temporary, path)


class Clock:
    """Training time of a stage, kept across restarts.

    `progress` runs from 0 to 1 over the budget of one stretch and drives the learning rate.
    A later stretch goes on from the weights of the one before, with the rate warmed up anew.

    saved: the stage's last checkpoint, if there is one, with `used` seconds and `stretches`,
    the value of `used` at which each stretch began.
    """

    def __init__(self, minutes: float, saved: dict | None = None, stretch: int = 1):
        self.budget = max(minutes * 60, 1e-6)
        self.before = saved["used"] if saved else 0.0
        self.stretches = list(saved.get("stretches", [0.0])) if saved else [0.0]
        if stretch > len(self.stretches):
            self.stretches.append(self.before)
        self.start = time.monotonic()

    @property
    def used(self) -> float:
        return self.before + time.monotonic() - self.start

    @property
    def progress(self) -> float:
        return min(1.0, (self.used - self.stretches[-1]) / self.budget)

    def state(self) -> dict:
        """What a checkpoint must keep of it."""
        return {"used": self.used, "stretches": self.stretches}


def rate(progress: float, warm_up: float = 0.02, hold: float = 0.5, floor: float = 0.02) -> float:
    """Learning-rate factor: short linear warm-up, a plateau until `hold`, then half a cosine down to `floor`."""
    if progress < warm_up:
        return max(0.02, progress / warm_up)
    if progress < hold:
        return 1.0
    return floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * (progress - hold) / (1 - hold)))


class Average:
    """Exponential moving average of a model's weights, with a horizon that grows with the step count."""

    def __init__(self, model: torch.nn.Module, horizon: float = 2000):
        self.horizon = horizon
        self.steps = 0
        self.values = {k: v.detach().clone().float() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: torch.nn.Module) -> None:
        self.steps += 1
        weight = 1 / min(self.horizon, 1 + self.steps / 5)
        state = model.state_dict()
        torch._foreach_lerp_(list(self.values.values()), [state[k].float() for k in self.values], weight)

    def state(self) -> dict:
        return {"steps": self.steps, "values": self.values}

    def load(self, state: dict) -> None:
        self.steps, self.values = state["steps"], state["values"]


def processor() -> str:
    """Name of this machine's processor and how many of its cores can be used."""
    path = Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in path.read_text().splitlines() if line.startswith("model name")] if path.exists() else []
    return f"{os.cpu_count()} x {names[0] if names else platform.processor() or platform.machine()}"


def newest(path: Path) -> dict | None:
    """The checkpoint at `path`, or nothing when there is none."""
    return torch.load(path, map_location="cpu", weights_only=False) if path.exists() else None
