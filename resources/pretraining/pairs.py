"""Pairs of noise and the picture that the generator draws from it: what its few-step student learns by.

On the straight line between the two ends of such a pair there is one right answer at every time, so a student needs
few steps (rectified flow: Liu et al., "Flow straight and fast", 2022; "InstaFlow", 2023). A pair is kept only where the
CLIP finds the picture's own caption first among all captions drawn with it: the student need not learn what failed.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

import clip_train
import data
import generator_train
import tokenizer as tok
from clip_model import Clip
from common import Clock, Run, log, mixed
from discriminator import shown
from generator_model import sample

GUIDANCE = 3.0  # folded into the student
STEPS = 6  # of the teacher
AT_ONCE = 16  # pictures drawn together: more of them leave the processor's caches
TOGETHER = 64  # pictures, whose captions are each other's wrong ones


@dataclass(frozen=True)
class Pairs:
    """Token ids [N,L], noise and ends [N,4,32,32], half precision."""

    ids: torch.Tensor
    noise: torch.Tensor
    end: torch.Tensor

    def __len__(self) -> int:
        return len(self.ids)


def folder(run: Run) -> Path:
    return run.file("pairs")


def own_first(clip: Clip, pictures: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
    """Whether the CLIP finds each picture [B,4,32,32] nearest to its own caption [B,L], bool [B]; captions that say the same do not compete."""
    z, t = clip.vision(shown(pictures, torch.ones(len(pictures), 3))), clip.text(ids)[1]
    near = (t @ t.T) > 0.9
    near.fill_diagonal_(False)
    return (z @ t.T).masked_fill(near, -2).argmax(1) == torch.arange(len(ids))


@torch.no_grad()
def draw(run: Run) -> None:
    """Fills the folder of pairs until the time is used up; goes on where it was interrupted."""
    place = folder(run)
    place.mkdir(exist_ok=True)
    teacher, clip, tokenizer = generator_train.load(run), clip_train.load(run), tok.load(run)
    batches = generator_train.Batches(run, data.load(run), tokenizer)
    empty = tok.encode(tokenizer, [""], run.preset.max_tokens)
    done = sorted(place.glob("*.npz"))
    clock = Clock(run.preset.pairs_minutes, {"used": float(np.load(done[-1])["used"])} if done else None)
    k, kept = len(done), 0
    while clock.progress < 1:
        _, ids = batches.draw(TOGETHER, random.Random(f"{run.seed}/pairs/{k}"), drop=0.0)
        noise = torch.randn(TOGETHER, 4, 32, 32, generator=torch.Generator().manual_seed(run.seed * 5_000_011 + k))
        blank = empty[:, : ids.shape[1]].expand(TOGETHER, -1)
        with mixed("cpu"):
            parts = zip(ids.split(AT_ONCE), blank.split(AT_ONCE), noise.split(AT_ONCE))
            end = torch.cat([sample(teacher, *part, STEPS, GUIDANCE).clamp(-1, 1).float() for part in parts])
            right = own_first(clip, end, ids)
        padded = torch.nn.functional.pad(ids, (0, run.preset.max_tokens - ids.shape[1]), value=tok.PAD)
        path = place / f"{k:05d}.npz"
        with open(path.with_suffix(".tmp"), "wb") as file:
            np.savez(file, ids=padded[right].numpy().astype(np.int16), noise=noise[right].half().numpy(), end=end[right].half().numpy(), used=clock.used)
        os.replace(file.name, path)
        k, kept = k + 1, kept + int(right.sum())
        if k % 10 == 0:
            log(f"pairs: {k * TOGETHER} drawn, {kept / ((k - len(done)) * TOGETHER):.0%} kept, {clock.progress:.0%}")


def load(run: Run) -> Pairs:
    """All pairs that were drawn. Throws FileNotFoundError when there are none."""
    files = [np.load(path) for path in sorted(folder(run).glob("*.npz"))]
    if not files:
        raise FileNotFoundError(f"no pairs in {folder(run)}: run the stage pairs first")
    parts = [np.concatenate([f[name] for f in files]) for name in ("ids", "noise", "end")]
    return Pairs(torch.from_numpy(parts[0]).long(), torch.from_numpy(parts[1]), torch.from_numpy(parts[2]))
