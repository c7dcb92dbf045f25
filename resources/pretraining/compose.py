"""Pictures put together from others, with captions that say so: counts of one to four, and two things side by side."""

from __future__ import annotations

import random

import torch
import torch.nn.functional as F

from captions import CHINESE, names_of, without_colour

COUNTS = {1: ("one", "a single", "1"), 2: ("two", "2", "a pair of", "two", "a couple of"), 3: ("three", "3", "three"), 4: ("four", "4", "four")}
CHINESE_COUNTS = {1: "一", 2: "两", 3: "三", 4: "四"}
# Centres (x, y from 0 to 1) and side of each copy.
PLACES = {
    1: [((0.5, 0.5),)],
    2: [((0.27, 0.5), (0.73, 0.5))],
    3: [((0.27, 0.28), (0.73, 0.28), (0.5, 0.74)), ((0.5, 0.26), (0.27, 0.73), (0.73, 0.73))],
    4: [((0.27, 0.27), (0.73, 0.27), (0.27, 0.73), (0.73, 0.73))],
}
SIDES = {1: 0.9, 2: 0.5, 3: 0.48, 4: 0.48}


def plural(name: str) -> str:
    """English plural of the last word; good enough for names of things."""
    if name.endswith(("s", "x", "ch", "sh")):
        return name if name.endswith("s") and not name.endswith("ss") else name + "es"
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    if name.endswith(("leaf", "loaf", "wolf")):
        return name[:-1] + "ves"
    return name[:-5] + "mice" if name.endswith("mouse") else name + "s"


def countable(row: dict) -> bool:
    """Whether several of it make sense and its name is short enough for a plural."""
    return row["group"] in ("animals and nature", "food and drink", "objects", "activities", "travel and places") \
        and row.get("subgroup") not in ("time", "sky and weather", "arrow") and len(row["name"].split()) <= 2 and "face" not in row["name"]


def place(parts: list[torch.Tensor], rng: random.Random, centres: tuple | None = None) -> torch.Tensor:
    """One [4,H,W] premultiplied picture from one to four of the same size, in a row or a square."""
    size, n = parts[0].shape[-1], len(parts)
    canvas = torch.zeros_like(parts[0])
    side = max(4, round(size * SIDES[n] * rng.uniform(0.92, 1.0)))
    for part, (cx, cy) in zip(parts, centres or rng.choice(PLACES[n])):
        small = F.interpolate(part[None], size=(side, side), mode="area")[0]
        jitter = lambda: rng.uniform(-0.02, 0.02)
        left = min(max(round((cx + jitter()) * size - side / 2), 0), size - side)
        top = min(max(round((cy + jitter()) * size - side / 2), 0), size - side)
        under = canvas[:, top : top + side, left : left + side]
        canvas[:, top : top + side, left : left + side] = small + under * (1 - small[3:])
    return canvas


def several(row: dict, n: int, rng: random.Random, colour: str | None, chinese: float = 0.3) -> str:
    """Words for `n` of a thing; `colour` is named when given."""
    zh = row.get("langs", {}).get("zh")
    if zh and rng.random() < chinese:
        measure = "只" if row["group"] == "animals and nature" and rng.random() < 0.5 else "个"
        return f"{CHINESE_COUNTS[n] if rng.random() < 0.8 else n}{measure}{CHINESE[colour] if colour else ''}{zh[0]}"
    name = rng.choice(names_of(row))
    if colour:
        name = f"{colour} {without_colour(name)}"
    return f"{rng.choice(COUNTS[n])} {name if n == 1 else plural(name)}"


def pair(first: dict, second: dict, rng: random.Random, chinese: float = 0.3) -> str:
    """Words for two things side by side, in their order or the other."""
    zh = [r.get("langs", {}).get("zh", [None])[0] for r in (first, second)]
    if all(zh) and rng.random() < chinese:
        return rng.choice(["{}和{}", "{}与{}", "一个{}和一个{}"]).format(*(zh if rng.random() < 0.6 else zh[::-1]))
    a, b = rng.choice(names_of(first)), rng.choice(names_of(second))
    article = lambda name: ("an " if name[:1] in "aeio" else "a ") + name
    if rng.random() < 0.5:
        return rng.choice(["{} and {}", "{} next to {}", "{} with {}"]).format(*((article(a), article(b)) if rng.random() < 0.5 else (a, b)))
    return rng.choice(["{} on the left, {} on the right", "{} and {} side by side", "{} beside {}", "{} and {}"]).format(a, b)
