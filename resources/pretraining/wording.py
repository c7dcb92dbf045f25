"""Teaches the generator's text encoder that other words mean the same: Chinese names, and everyday names of things.

A caption in Chinese must steer the U-Net as the English one does which it learned to draw from. So the text encoder
is trained alone, against its own earlier self (distillation: Hinton et al., 2015): what it makes of the words told must
do to the frozen U-Net what the older one did with the words meant. That is looked at where words enter the U-Net: its
condition, and what its cross-attentions read for queries kept from real drawings. It costs a thousandth of
training through pictures, and captions that the U-Net knows are held where they are.
"""

from __future__ import annotations

import copy
import random
import re

import torch

import data
import generator_train
import tokenizer as tok
from captions import CHINESE, CHINESE_ALIASES, CHINESE_STYLES, HUES, STYLES, caption, names_of, turn_hue_safe, without_colour
from clip_model import Attention, padding_bias
from common import Clock, Run, log, newest, rate, save_atomically
from generator_model import Generator, TextEncoder

FILE = "wording.pt"
BATCH = 96
PROBES = 48  # queries a step and attention
KEPT = 0.35  # of a batch: captions held where they are
BETTER = {"automobile": "car"}  # where the U-Net draws the thing more surely by another name
RATE = 1e-3
HAN = re.compile("[红橙黄绿青蓝紫粉棕黑白灰]色?的?")


class Words:
    """Draws pairs of a caption told and a caption meant."""

    def __init__(self, batches: generator_train.Batches):
        self.batches, self.rows = batches, batches.pictures.colour_rows
        # “dog” is a dog's face for most people, and the face is what the generator draws best.
        self.settled = {n: BETTER.get(names_of(r)[0], names_of(r)[0]) for r in self.rows if r["name"] in generator_train.EVERYDAY for n in names_of(r)}

    def draw(self, rng: random.Random) -> tuple[str, str]:
        row = self.rows[self.batches.pick(rng)]
        if rng.random() < KEPT:
            text = caption(row, rng, colour=row["colour"], chinese=0, tags=0.05) if rng.random() < 0.9 else ""
            return text, text
        style = row["style"] if rng.random() < (0.2 if row["style"] == "3d" else 0.6) else None
        colour = rng.choice(list(HUES)) if turn_hue_safe(row) and rng.random() < 0.3 else None
        zh = row.get("langs", {}).get("zh")
        if zh and rng.random() < 0.7:
            others = CHINESE_ALIASES.get(row["name"].lower())
            told, meant = rng.choice(others) if others and rng.random() < 0.5 else zh[0], names_of(row)[0]
            meant = BETTER.get(meant, meant)
            if colour:
                word = CHINESE[colour] if rng.random() < 0.6 or colour in ("orange", "purple") else CHINESE[colour][0]
                told = word + ("的" if word.endswith("色") and rng.random() < 0.4 else "") + (HAN.sub("", told) or told)
            elif rng.random() < 0.15:
                told = rng.choice(["一个", "一只", "一张", "画一个"]) + told
            if style in CHINESE_STYLES:
                told = rng.choice([f"{told}，{CHINESE_STYLES[style]}", f"{CHINESE_STYLES[style]}{told}"])
        else:
            told = rng.choice(names_of(row))
            meant = self.settled.get(told, told)
            told = f"{colour} {without_colour(told)}" if colour else told
            told = ("an " if told[:1] in "aeio" else "a ") + told if rng.random() < 0.3 else told
            told = f"{told}, {STYLES[style][0]}" if style else told
        meant = f"{colour} {without_colour(meant)}" if colour else meant
        return told, f"{meant}, {STYLES[style][0]}" if style else meant


def read(encoder: TextEncoder, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """As the encoder itself, but with slopes through its tower."""
    hidden, embedding = encoder.tower(ids)
    x = hidden + encoder.widen(encoder.token_table(ids))
    return encoder.norm(encoder.block(x, padding_bias(ids != 0))), embedding


@torch.no_grad()
def queries(model: Generator, batches: generator_train.Batches, rng: random.Random) -> dict[Attention, torch.Tensor]:
    """What the cross-attentions of the U-Net are asked with while it looks at drawings: [N,W] of each."""
    words = model.text.norm.normalized_shape[0]
    looks = [m for m in model.unet.modules() if isinstance(m, Attention) and m.key.in_features == words]
    seen: dict[Attention, list[torch.Tensor]] = {m: [] for m in looks}
    hooks = [m.register_forward_pre_hook(lambda m, inputs: seen[m].append(inputs[0][:, ::7].flatten(0, 1))) for m in looks]
    x, ids = batches.draw(64, rng)
    noisy, t = generator_train.noise_to(x, torch.Generator().manual_seed(9))
    model(noisy, t, ids)
    for hook in hooks:
        hook.remove()
    return {m: torch.cat(v) for m, v in seen.items()}


def effects(model: Generator, probes: list[tuple[Attention, torch.Tensor]], words: torch.Tensor, embedding: torch.Tensor,
            ids: torch.Tensor) -> list[torch.Tensor]:
    """What words [B,L,W] and embeddings [B,D] do to the U-Net: its condition first, then the answers to the probes."""
    mask = (ids != 0).float()
    gist = (words * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    out = [model.unet.meaning(embedding * 8) + model.unet.gist(gist)]
    return out + [m(q.expand(len(ids), -1, -1), words, padding_bias(mask)) for m, q in probes]


def train(run: Run) -> None:
    p = run.preset
    torch.manual_seed(run.seed)
    pictures, tokenizer = data.load(run), tok.load(run)
    model = generator_train.load(run, reworded=False)
    batches = generator_train.Batches(run, pictures, tokenizer)
    pairs, asked = Words(batches), queries(model, batches, random.Random(run.seed))
    student = copy.deepcopy(model.text).requires_grad_(True)
    optimizer, generation = torch.optim.AdamW(student.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.0), newest(run.file("generator.pt"))["step"]
    saved, step, sums = newest(run.file(FILE)), 0, [0.0, 0.0]
    if saved and saved["of"] != generation:
        saved = None
    if saved:
        student.load_state_dict(saved["text"]); optimizer.load_state_dict(saved["optimizer"])
        step = saved["step"]
    clock = Clock(p.wording_minutes, saved, run.stretch)
    kept, done = clock.used, clock.progress >= 1
    log(f"wording: {sum(v.numel() for v in student.parameters()) / 1e6:.2f} M weights, from step {step}")
    while not done:
        rng, g = random.Random(f"{run.seed}/wording/{step}"), torch.Generator().manual_seed(step)
        told, meant = zip(*(pairs.draw(rng) for _ in range(BATCH)))
        ids, goal = (tok.encode(tokenizer, list(v), p.max_tokens, trim=True) for v in (told, meant))
        probes = [(m, q[torch.randint(len(q), (PROBES,), generator=g)]) for m, q in asked.items()]
        with torch.no_grad():
            target = effects(model, probes, *model.text(goal), goal)
        got = effects(model, probes, *read(student, ids), ids)
        off = [(a - b).square().flatten(1).mean(1) / b.var(0).mean() for a, b in zip(got, target)]
        each = off[0] + sum(off[1:]) / len(off[1:])
        optimizer.zero_grad(set_to_none=True)
        each.mean().backward()
        for group in optimizer.param_groups:
            group["lr"] = RATE * rate(clock.progress, hold=0.3, floor=0.0)
        optimizer.step()
        step += 1
        held = torch.tensor([a == b for a, b in zip(told, meant)])
        sums = [sums[0] + each[held].mean().item(), sums[1] + each[~held].mean().item()]
        if step % 50 == 0:
            log(f"wording: step {step}, {clock.progress:.0%}, off by {sums[1] / 50:.3f} of the variance, known captions by {sums[0] / 50:.3f}")
            sums = [0.0, 0.0]
        done = clock.progress >= 1
        if done or clock.used - kept > 120:
            kept = clock.used
            save_atomically({"text": student.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "of": generation, **clock.state()},
                            run.file(FILE))


def apply(run: Run, model: Generator) -> None:
    """Puts the encoder trained here into `model`, if it was trained for this very generator."""
    saved = newest(run.file(FILE))
    if saved and saved["of"] == newest(run.file("generator.pt"))["step"]:
        model.text.load_state_dict(saved["text"])
