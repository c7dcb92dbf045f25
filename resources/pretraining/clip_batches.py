"""What the CLIP is shown: colour pictures and freshly coloured masks, augmented, and the captions they can have."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch

import augment
import compose
import data
import tokenizer as tok
from captions import HUES, INKS, caption, hue_name, may_mirror, on_background, turn_hue_safe
from common import Run

MASK_SHARE = 0.15  # of a batch: one-ink masks
MADE_SHARE = 0.1  # of a batch: pictures put together from others
TURN_SHARE = 0.5  # of recolourable pictures: shown in another colour
STYLE_WEIGHT = {"3d": 1.3, "color": 1.2, "flat": 1.0, "noto": 1.2, "blob": 1.0, "flag": 0.4, "pixel": 0.4}


# Words for one shown picture: from a generator and 0 for English or 1 for Chinese (English where there is no such name).
Say = Callable[[random.Random, int], str]


@dataclass
class Shown:
    """Pictures [B,3,64,64] in -1..1, how each can be captioned, and what it shows: concept and whatever else is told of it."""

    image: torch.Tensor
    say: list[Say]
    keys: list[tuple]


class Batches:
    """Draws what a batch shows, its captions, and who may not be told apart."""

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

    def draw(self, size: int, rng: random.Random) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Pictures, ids [2B,L] of two captions each (see `words`), and `same` [B,B]."""
        shown = self.show(size, rng)
        return shown.image, self.words(shown.say, rng), same_of(shown.keys)

    def words(self, say: list[Say], rng: random.Random) -> torch.Tensor:
        """Ids [2B,L]: B captions in English, then B in Chinese where a picture has such a name, else another in English."""
        texts = [one(rng, chinese) for chinese in (0, 1) for one in say]
        return tok.encode(self.tokenizer, texts, self.run.preset.max_tokens, trim=True)

    def show(self, size: int, rng: random.Random) -> Shown:
        """Some `size` training pictures, augmented: colour ones, one-ink masks in an ink, and pictures put together."""
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
        say, keys, turn = [], [], []
        for j, i in enumerate(picks):
            row = p.colour_rows[i]
            colour, turned = row["colour"], False
            if turn_hue_safe(row) and rng.random() < TURN_SHARE:
                colour, turned = rng.choice([c for c in HUES if c != hue_name(row["hue"])]), True
                turn.append((j, row["hue"], HUES[colour]))
            say.append(partial(named, row, colour, 1.0 if turned else 0.0, 0.4))
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
            say.append(partial(named, dict(row, name=f"{colour} {row['name']}") if colour != "black" else row, colour, 0.5 * (colour != "black"), 0.6))
            keys.append((row["concept"], colour))
        coverage = torch.from_numpy(p.masks64[masks]).float()[:, None] / 255
        ink = torch.tensor(inks).float()[:, :, None, None] / 255
        image = torch.cat([image, torch.cat([coverage * ink, coverage], 1)])
        for pictures_made, say_made, keys_made in (self.make(rng) for _ in range(n_made // 2)):
            say += say_made
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
                say[j], keys[j] = partial(grounded, say[j], colour), (*keys[j], colour)
        image = augment.over(image, background)
        image = augment.coarsen(image, torch.rand(size, generator=g) < 0.35)
        image = image + torch.randn(image.shape, generator=g) * (torch.rand(size, 1, 1, 1, generator=g) < 0.3) * 0.03
        return Shown(image * 2 - 1, say, keys)

    def pick(self, rng: random.Random) -> int:
        return self.colour[int(np.searchsorted(self.weights, rng.random() * self.weights[-1]))]

    def make(self, rng: random.Random) -> tuple[torch.Tensor, list[Say], list[tuple]]:
        """Two put-together pictures [2,4,64,64] that are hard negatives of each other, their words and keys:
        one thing in two counts, or one thing beside two others."""
        rows = self.pictures.colour_rows
        part = lambda i: torch.from_numpy(np.array(self.pictures.colour64[i])).permute(2, 0, 1).float() / 255
        i, j, k = rng.sample(self.countable, 3)
        if rng.random() < 0.6:
            counts = rng.sample((1, 2, 3, 4), 2)
            colour = rows[i]["colour"] if rng.random() < 0.3 else None
            return (torch.stack([compose.place([part(i)] * n, rng) for n in counts]),
                    [lambda rng, chinese, n=n: compose.several(rows[i], n, rng, colour, chinese) for n in counts],
                    [(rows[i]["concept"], f"{n} times") for n in counts])
        return (torch.stack([compose.place([part(i), part(other)], rng) for other in (j, k)]),
                [lambda rng, chinese, other=other: compose.pair(rows[i], rows[other], rng, chinese) for other in (j, k)],
                [(rows[i]["concept"], rows[other]["concept"]) for other in (j, k)])


def named(row: dict, colour: str | None, turned: float, style: float, rng: random.Random, chinese: int) -> str:
    """A caption of one drawing; the colour is told with certainty when it is not the drawing's own, with the chance `turned`."""
    return caption(row, rng, colour=colour, turned=rng.random() < turned, chinese=chinese, style=style, tags=0.12)


def grounded(say: Say, colour: str, rng: random.Random, chinese: int) -> str:
    return on_background(say(rng, chinese), colour, rng)


def same_of(keys: list[tuple]) -> torch.Tensor:
    """[B,B], true for pairs of one concept in one colour, which are no negatives of each other."""
    number: dict[tuple, int] = {}
    whole = torch.tensor([number.setdefault(k, len(number)) for k in keys])
    concept = torch.tensor([number.setdefault((k[0],), len(number)) for k in keys])
    plain = torch.tensor([k[1:] == ("",) for k in keys])
    return (whole[:, None] == whole) | ((concept[:, None] == concept) & (plain[:, None] & plain))
