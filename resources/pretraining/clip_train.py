"""Trains the CLIP on colour pictures and freshly coloured masks, and measures it on held-out pictures."""

from __future__ import annotations

import random

import numpy as np
import torch
import torch.nn.functional as F

import augment
import data
import tokenizer as tok
from captions import HUES, INKS, caption, hue_name, names_of, turn_hue_safe
from clip_model import Clip
from common import Average, Clock, Run, log, newest, rate, save_atomically
from optim import Optimizer

MASK_SHARE = 0.22  # of a batch: one-ink masks
TURN_SHARE = 0.5  # of recolourable pictures: shown in another colour
STYLE_WEIGHT = {"3d": 1.5, "color": 1.2, "flat": 1.0, "noto": 1.0, "blob": 0.6, "flag": 0.4, "pixel": 0.5}


class Batches:
    """Draws training batches: pictures [B,3,64,64] in -1..1, token ids [B,L], and who may not be told apart."""

    def __init__(self, run: Run, pictures: data.Pictures, tokenizer, only_train: bool = True):
        self.run, self.pictures, self.tokenizer = run, pictures, tokenizer
        keep = lambda r: not only_train or r["split"] == "train"
        self.colour = [i for i, r in enumerate(pictures.colour_rows) if keep(r)]
        self.masks = [i for i, r in enumerate(pictures.mask_rows) if keep(r)]
        weights = [STYLE_WEIGHT[pictures.colour_rows[i]["style"]] * (0.5 if pictures.colour_rows[i].get("tone") else 1) for i in self.colour]
        self.weights = np.cumsum(weights)
        self.number: dict[str, int] = {}

    def draw(self, size: int, rng: random.Random) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Pictures, ids, and `same` [B,B]: pairs of one concept in one colour, which are no negatives."""
        p, n_mask = self.pictures, int(size * MASK_SHARE)
        g = torch.Generator().manual_seed(rng.getrandbits(62))
        picks = [self.colour[int(np.searchsorted(self.weights, rng.random() * self.weights[-1]))] for _ in range(size - n_mask)]
        # Recolourable pictures often come twice, in two colours: the only difference is the colour word.
        for j in range(0, len(picks) - 1, 2):
            if turn_hue_safe(p.colour_rows[picks[j]]) and rng.random() < 0.4:
                picks[j + 1] = picks[j]
        texts, keys, turn = [], [], []
        for j, i in enumerate(picks):
            row = p.colour_rows[i]
            colour, turned = row["colour"], False
            if turn_hue_safe(row) and rng.random() < TURN_SHARE:
                colour, turned = rng.choice([c for c in HUES if c != hue_name(row["hue"])]), True
                turn.append((j, row["hue"], HUES[colour]))
            texts.append(caption(row, rng, colour=colour, turned=turned))
            keys.append((row["concept"], colour if turned else ""))
        image = torch.from_numpy(p.colour64[picks]).permute(0, 3, 1, 2).float() / 255
        if turn:
            index, source, target = (torch.tensor(v) for v in zip(*turn))
            image[index] = augment.turn_hue(image[index], source.float(), target.float())
        masks = [rng.choice(self.masks) for _ in range(n_mask)]
        inks = []
        for i in masks:
            row = p.mask_rows[i]
            colour = rng.choice(list(INKS)) if rng.random() < 0.7 else "black"
            inks.append(INKS[colour])
            name = dict(row, name=f"{colour} {row['name']}") if colour != "black" else row
            texts.append(caption(name, rng, colour=colour, turned=colour != "black" and rng.random() < 0.5, style=0.6))
            keys.append((row["concept"], colour))
        coverage = torch.from_numpy(p.masks64[masks]).float()[:, None] / 255
        ink = torch.tensor(inks).float()[:, :, None, None] / 255
        image = torch.cat([image, torch.cat([coverage * ink, coverage], 1)])
        image = augment.move(image, 0.06, 0.2, g)
        background = torch.where(torch.rand(size, 1, generator=g) < 0.3, torch.rand(size, 3, generator=g), torch.ones(size, 3))
        # White ink needs a background to be seen.
        white = torch.tensor([False] * len(picks) + [min(v) > 250 for v in inks])
        background[white] = background[white] * 0.6
        image = augment.over(image, background)
        image = augment.coarsen(image, torch.rand(size, generator=g) < 0.35)
        image = image + torch.randn(image.shape, generator=g) * (torch.rand(size, 1, 1, 1, generator=g) < 0.3) * 0.03
        ids = [self.number.setdefault(k, len(self.number)) for k in keys]
        number = torch.tensor(ids)
        concept = torch.tensor([self.number.setdefault((k[0],), len(self.number)) for k in keys])
        plain = torch.tensor([k[1] == "" for k in keys])
        same = (number[:, None] == number) | ((concept[:, None] == concept) & (plain[:, None] & plain))
        return image * 2 - 1, tok.encode(self.tokenizer, texts, self.run.preset.max_tokens, trim=True), same


def contrastive(image: torch.Tensor, text: torch.Tensor, scale: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """Symmetric InfoNCE over unit embeddings [B,D]; pairs marked in `same` [B,B] are left out of the negatives."""
    logits = scale * image @ text.T
    off = same & ~torch.eye(len(same), dtype=torch.bool, device=same.device)
    logits = logits.masked_fill(off, -1e4)
    target = torch.arange(len(same), device=same.device)
    return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2


def train(run: Run) -> None:
    p = run.preset
    torch.manual_seed(run.seed)
    pictures, tokenizer = data.load(run), tok.load(run)
    model = Clip(p).to(run.device)
    optimizer, average = Optimizer(model, p.learning_rate, p.matrix_rate), Average(model, 1000)
    saved, step, used = newest(run.file("clip.pt")), 0, 0.0
    if saved:
        model.load_state_dict(saved["model"]); optimizer.load(saved["optimizer"]); average.load(saved["average"])
        step, used = saved["step"], saved["used"]
    clock = Clock(p.clip_minutes, used)
    batches, total, kept = Batches(run, pictures, tokenizer), 0.0, clock.used
    log(f"clip: {sum(v.numel() for v in model.parameters()) / 1e6:.2f} M weights, {len(batches.colour)} colour pictures, from step {step}")
    done = clock.progress >= 1
    while not done:
        image, ids, same = batches.draw(p.clip_batch, random.Random(f"{run.seed}/{step}"))
        with torch.autocast(run.device, torch.bfloat16):
            z = model.vision(image.to(run.device))
            _, t = model.text(ids.to(run.device))
        loss = contrastive(z, t, model.scale(), same.to(run.device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step(rate(clock.progress))
        average.update(model)
        step += 1
        total += loss.item()
        if step % 50 == 0:
            log(f"clip: step {step}, {clock.progress:.0%}, loss {total / 50:.3f}, scale {model.scale().item():.1f}, {step * p.clip_batch / clock.used:.0f} pictures/s")
            total = 0.0
        done = clock.progress >= 1
        if done or clock.used - kept > 170:
            kept = clock.used
            save_atomically({"model": model.state_dict(), "optimizer": optimizer.state(), "average": average.state(),
                             "step": step, "used": clock.used, "preset": p.as_dict()}, run.file("clip.pt"))


def load(run: Run) -> Clip:
    """The averaged model, for use."""
    model = Clip(run.preset)
    model.load_state_dict(newest(run.file("clip.pt"))["average"]["values"])
    return model.eval().requires_grad_(False)


@torch.no_grad()
def measure(run: Run, model: Clip) -> dict[str, float]:
    """Recall of the right name among the pictures' own names, per held-out split.

    Every (picture, name) pair of the split's colour pictures, default tone, over white; the
    same concept in another style counts as right.
    """
    pictures, tokenizer, out = data.load(run), tok.load(run), {}
    for split in ("test_combo", "test_concept"):
        index = [i for i, r in enumerate(pictures.colour_rows) if r["split"] == split and not r.get("tone") and r["style"] != "pixel"]
        rows = [pictures.colour_rows[i] for i in index]
        names = sorted({names_of(r)[0] for r in rows})
        image = torch.from_numpy(pictures.colour64[index]).permute(0, 3, 1, 2).float() / 255
        z = model.vision(augment.over(image, torch.ones(len(index), 3)) * 2 - 1)
        t = model.text(tok.encode(tokenizer, names, run.preset.max_tokens))[1]
        order = (z @ t.T).argsort(1, descending=True)
        right = torch.tensor([names.index(names_of(r)[0]) for r in rows])
        rank = (order == right[:, None]).float().argmax(1)
        out |= {f"{split}_pictures": len(index), f"{split}_names": len(names),
                f"{split}_recall1": (rank < 1).float().mean().item(), f"{split}_recall5": (rank < 5).float().mean().item()}
    return out
