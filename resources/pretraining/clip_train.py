"""Trains the CLIP on colour pictures and freshly coloured masks, and measures it on held-out pictures."""

from __future__ import annotations

import random

import numpy as np
import torch
import torch.nn.functional as F

import augment
import compose
import data
import tokenizer as tok
from captions import HUES, INKS, caption, hue_name, may_mirror, names_of, on_background, turn_hue_safe
from clip_model import Clip
from common import Average, Clock, Run, log, newest, rate, save_atomically
from optim import Optimizer

MASK_SHARE = 0.2  # of a batch: one-ink masks
MADE_SHARE = 0.12  # of a batch: pictures put together from others
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
        rows = pictures.colour_rows
        self.countable = [i for i in self.colour if rows[i]["style"] in ("3d", "color", "flat", "noto", "blob") and compose.countable(rows[i])]
        groups: dict[tuple, list[int]] = {}
        for i in self.colour:
            groups.setdefault((rows[i]["group"], rows[i]["style"]), []).append(i)
        self.near = [v for v in groups.values() if len(v) >= 40]
        self.number: dict[tuple, int] = {}

    def draw(self, size: int, rng: random.Random) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Pictures, ids, and `same` [B,B]: pairs of one concept in one colour, which are no negatives."""
        p, n_mask, n_made = self.pictures, int(size * MASK_SHARE), int(size * MADE_SHARE)
        g = torch.Generator().manual_seed(rng.getrandbits(62))
        picks = [self.pick(rng) for _ in range(size - n_mask - n_made)]
        # A third of them of one group and style: what tells these apart is the thing itself.
        near = rng.choice(self.near)
        picks[: len(picks) // 3] = [rng.choice(near) for _ in range(len(picks) // 3)]
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
            texts.append(caption(row, rng, colour=colour, turned=turned, chinese=0.3, style=0.4, tags=0.15))
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
        made = [self.make(rng) for _ in range(n_made // 2)]
        for pictures_made, texts_made, keys_made in made:
            texts += texts_made
            keys += keys_made
            image = torch.cat([image, pictures_made])
        size = len(image)
        mirror = torch.zeros(size, dtype=torch.bool)
        mirror[: len(picks)] = torch.tensor([may_mirror(p.colour_rows[i]) for i in picks])
        image = augment.move(image, 0.06, 0.15, g, turn=0.15, mirror=mirror & (torch.rand(size, generator=g) < 0.5), share=0.8)
        image = augment.tone(image, 0.12, g)
        background = torch.where(torch.rand(size, 1, generator=g) < 0.25, torch.rand(size, 3, generator=g), torch.ones(size, 3))
        # White ink needs a background to be seen.
        white = torch.tensor([False] * len(picks) + [min(v) > 250 for v in inks] + [False] * (size - len(picks) - len(inks)))
        background[white] = background[white] * 0.6
        for j in range(len(picks)):
            if rng.random() < 0.08:
                colour = rng.choice([c for c in INKS if c != p.colour_rows[picks[j]]["colour"]])
                background[j] = torch.tensor(INKS[colour]) / 255
                texts[j], keys[j] = on_background(texts[j], colour, rng), (*keys[j], colour)
        image = augment.over(image, background)
        image = augment.coarsen(image, torch.rand(size, generator=g) < 0.35)
        image = image + torch.randn(image.shape, generator=g) * (torch.rand(size, 1, 1, 1, generator=g) < 0.3) * 0.03
        ids = [self.number.setdefault(k, len(self.number)) for k in keys]
        number = torch.tensor(ids)
        concept = torch.tensor([self.number.setdefault((k[0],), len(self.number)) for k in keys])
        plain = torch.tensor([k[1:] == ("",) for k in keys])
        same = (number[:, None] == number) | ((concept[:, None] == concept) & (plain[:, None] & plain))
        return image * 2 - 1, tok.encode(self.tokenizer, texts, self.run.preset.max_tokens, trim=True), same

    def pick(self, rng: random.Random) -> int:
        return self.colour[int(np.searchsorted(self.weights, rng.random() * self.weights[-1]))]

    def make(self, rng: random.Random) -> tuple[torch.Tensor, list[str], list[tuple]]:
        """Two put-together pictures [2,4,64,64] that are hard negatives of each other, their captions and keys:
        one thing in two counts, or one thing beside two others."""
        rows = self.pictures.colour_rows
        part = lambda i: torch.from_numpy(np.array(self.pictures.colour64[i])).permute(2, 0, 1).float() / 255
        i, j, k = rng.sample(self.countable, 3)
        if rng.random() < 0.6:
            counts = rng.sample((1, 2, 3, 4), 2)
            colour = rows[i]["colour"] if rng.random() < 0.3 else None
            return (torch.stack([compose.place([part(i)] * n, rng) for n in counts]),
                    [compose.several(rows[i], n, rng, colour) for n in counts], [(rows[i]["concept"], f"{n} times") for n in counts])
        return (torch.stack([compose.place([part(i), part(other)], rng) for other in (j, k)]),
                [compose.pair(rows[i], rows[other], rng) for other in (j, k)],
                [(rows[i]["concept"], rows[other]["concept"]) for other in (j, k)])


def contrastive(image: torch.Tensor, text: torch.Tensor, scale: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """Symmetric InfoNCE over unit embeddings [B,D]; pairs marked in `same` [B,B] are left out of the negatives."""
    logits = scale * image @ text.T
    off = same & ~torch.eye(len(same), dtype=torch.bool, device=same.device)
    logits = logits.masked_fill(off, -1e4)
    target = torch.arange(len(same), device=same.device)
    return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2


def triplet(image: torch.Tensor, text: torch.Tensor, same: torch.Tensor, margin: float = 0.2) -> torch.Tensor:
    """max(0, margin + s(wrong) - s(right)) with the hardest wrong partner of the batch, both ways (Faghri et al., VSE++, 2018)."""
    scores = image @ text.T
    right = scores.diagonal()
    wrong = scores.masked_fill(same | torch.eye(len(same), dtype=torch.bool, device=same.device), -2)
    return (F.relu(margin + wrong.amax(1) - right).mean() + F.relu(margin + wrong.amax(0) - right).mean()) / 2


def train(run: Run) -> None:
    p = run.preset
    torch.manual_seed(run.seed)
    pictures, tokenizer = data.load(run), tok.load(run)
    model = Clip(p).to(run.device)
    optimizer, average = Optimizer(model, p.learning_rate, p.matrix_rate), Average(model, 1000)
    saved, step = newest(run.file("clip.pt")), 0
    if saved:
        model.load_state_dict(saved["model"]); optimizer.load(saved["optimizer"]); average.load(saved["average"])
        step = saved["step"]
    clock = Clock(p.clip_minutes, saved, run.stretch)
    batches, total, kept = Batches(run, pictures, tokenizer), 0.0, clock.used
    log(f"clip: {sum(v.numel() for v in model.parameters()) / 1e6:.2f} M weights, {len(batches.colour)} colour pictures, from step {step}")
    done = clock.progress >= 1
    while not done:
        image, ids, same = batches.draw(p.clip_batch, random.Random(f"{run.seed}/{step}"))
        with torch.autocast(run.device, torch.bfloat16):
            z = model.vision(image.to(run.device))
            _, t = model.text(ids.to(run.device))
        same = same.to(run.device)
        loss = triplet(z, t, same) if p.clip_loss == "triplet" else contrastive(z, t, model.scale(), same)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step(rate(clock.progress) * (1.0 if len(clock.stretches) == 1 else 0.8))
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
                             "step": step, "preset": p.as_dict(), **clock.state()}, run.file("clip.pt"))


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
