"""Trains what is cheap of a CLIP: its text tower and the last projection of its picture tower.

Pictures are looked at once and kept as the 192 numbers that the projection reads; each stands for all its captions.
A batch then costs a quarter of what it costs with pictures and can be larger, which gives every caption more others to
be told from. With the picture tower left as it is, as in Zhai et al., "LiT: zero-shot transfer with locked-image text
tuning" (2022), though there the projection was left, too.
"""

from __future__ import annotations

import random

import torch
import torch.nn.functional as F

import clip_batches
import clip_train
import data
import tokenizer as tok
from clip_batches import Batches
from clip_model import Clip
from common import Average, Clock, Run, log, mixed, newest, rate, save_atomically
from optim import Optimizer

LOOKED_AT = 12_000  # pictures kept
BATCH = 512


@torch.no_grad()
def look(run: Run, model: Clip, batches: Batches, count: int, start: int = 0) -> tuple[torch.Tensor, list, list]:
    """What the projection reads of `count` training pictures [N,W], their captions' makers and their keys."""
    pooled, say, keys = [], [], []
    rng = random.Random(f"{run.seed}/{start}/words")
    while len(say) < count:
        shown = batches.show(run.preset.clip_batch, rng)
        with mixed(run.device):
            pooled.append(model.vision.pooled(shown.image.to(run.device)).float().cpu())
        say += shown.say
        keys += shown.keys
    return torch.cat(pooled), say, keys


def train(run: Run) -> None:
    """Goes on from the averaged weights of the stage `clip` and replaces them by what comes of them; once for every stretch of that stage."""
    p, path = run.preset, run.file("clip-words.pt")
    saved, whole = newest(path), newest(run.file("clip.pt"))
    start = whole["step"]
    if saved and saved["of"] != start:
        saved = None
    if saved and saved["done"]:
        return
    model = Clip(p).to(run.device)
    model.load_state_dict(whole["average"]["values"])
    model.vision.requires_grad_(False)
    model.vision.project.requires_grad_(True)
    pictures = data.load(run)
    batches = Batches(run, pictures, tok.load(run))
    count = min(LOOKED_AT, 4 * len(pictures.colour_rows))
    pooled, say, keys = look(run, model, batches, count, start)
    clock = Clock(p.clip_words_minutes, saved)
    optimizer, average, step, total = Optimizer(model, p.learning_rate, p.matrix_rate), Average(model, 300), 0, 0.0
    if saved:
        model.load_state_dict(saved["model"]); optimizer.load(saved["optimizer"]); average.load(saved["average"])
        step = saved["step"]
    log(f"clip-words: {len(say)} pictures looked at, from step {step}")
    done, kept = clock.progress >= 1, clock.used
    while not done:
        rng = random.Random(f"{run.seed}/{start}/words/{step}")
        picks = rng.sample(range(len(say)), min(BATCH, len(say)))
        ids = batches.words([say[i] for i in picks], rng).to(run.device)
        with mixed(run.device):
            t = clip_train.read(model, ids)
            z = F.normalize(model.vision.project(pooled[picks].to(run.device)).float(), dim=-1)
        loss = clip_train.loss_of(p, z, t, model.scale(), clip_batches.same_of([keys[i] for i in picks]).to(run.device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step(rate(clock.progress, hold=0.3) * 0.6)
        average.update(model)
        step, total = step + 1, total + loss.item()
        if step % 50 == 0:
            log(f"clip-words: step {step}, {clock.progress:.0%}, loss {total / 50:.3f}, scale {model.scale().item():.1f}, {step * BATCH / clock.used:.0f} pictures/s")
            total = 0.0
        done = clock.progress >= 1
        if done or clock.used - kept > 170:
            kept = clock.used
            save_atomically({"model": model.state_dict(), "optimizer": optimizer.state(), "average": average.state(), "step": step,
                             "of": start, "done": False, **clock.state()}, path)
    # A later stretch of the stage `clip` goes on from here; its own time must not count as used up by this.
    whole |= {"model": average.values, "average": average.state(), "stretches": [*whole["stretches"][:-1], whole["stretches"][-1] + clock.used]}
    save_atomically(whole | {"used": whole["used"] + clock.used}, run.file("clip.pt"))
    save_atomically({"of": start, "done": True}, path)
