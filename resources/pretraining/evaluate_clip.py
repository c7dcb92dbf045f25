"""What the CLIP knows about held-out pictures: retrieval, zero-shot naming, colours, counts, two languages."""

from __future__ import annotations

import random

import numpy as np
import torch
import torch.nn.functional as F

import augment
import compose
import data
from captions import CHINESE, HUES, hue_name, names_of, turn_hue_safe
from common import Run

ORDER = ("test_combo", "test_concept")


def over_white(pictures: np.ndarray) -> np.ndarray:
    """Premultiplied uint8 [...,4] over white, [...,3] in 0..1."""
    p = pictures.astype(np.float32) / 255
    return p[..., :3] + 1 - p[..., 3:]


def held_out(rows: list[dict], split: str) -> list[int]:
    return [i for i, r in enumerate(rows) if r["split"] == split and not r.get("tone") and r["style"] != "pixel"]


def ranks(score: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Place of the right column in every row of `score`, 0 is first."""
    return (score > score[np.arange(len(score)), right][:, None]).sum(1)


def retrieval(see, read, pictures: data.Pictures, split: str) -> dict:
    """Picture to name and name to picture within one split; any picture of the named thing counts as found."""
    rows = pictures.colour_rows
    index = held_out(rows, split)
    names = sorted({names_of(rows[i])[0] for i in index})
    right = np.array([names.index(names_of(rows[i])[0]) for i in index])
    score = see(over_white(pictures.colour128[index])) @ read(names).T
    rank = ranks(score, right)
    back = (score.T > np.where(right == np.arange(len(names))[:, None], score.T, -2).max(1, keepdims=True)).sum(1)
    return {"pictures": len(index), "names": len(names), "recall1": float((rank < 1).mean()), "recall5": float((rank < 5).mean()),
            "text_to_picture1": float((back < 1).mean()), "text_to_picture5": float((back < 5).mean())}


def five_hundred(see, read, pictures: data.Pictures) -> dict:
    """Recall among 500 names, the right ones and others drawn by lot, in English and Chinese, held-out combinations."""
    rows = pictures.colour_rows
    index = [i for i in held_out(rows, "test_combo") if rows[i].get("langs", {}).get("zh")]
    z, out = see(over_white(pictures.colour128[index])), {}
    for language, name in (("english", lambda r: names_of(r)[0]), ("chinese", lambda r: r["langs"]["zh"][0])):
        own = {name(rows[i]) for i in index}
        others = sorted({name(r) for r in rows if r.get("langs", {}).get("zh")} - own)
        names = sorted(own) + random.Random(1).sample(others, max(0, 500 - len(own)))
        rank = ranks(z @ read(names).T, np.array([names.index(name(rows[i])) for i in index]))
        out |= {f"{language}_recall1": float((rank < 1).mean()), f"{language}_recall5": float((rank < 5).mean())}
    return out | {"pictures": len(index), "names": 500}


def zero_shot(see, read, pictures: data.Pictures) -> dict:
    """Held-out combinations named among all names of colour pictures, and sorted into the emoji groups."""
    rows = pictures.colour_rows
    index = [i for i in held_out(rows, "test_combo") if rows[i]["group"] != "fantasy creatures"]
    names = sorted({names_of(r)[0] for r in rows if not r.get("tone") and r["style"] != "pixel"})
    z = see(over_white(pictures.colour128[index]))
    rank = ranks(z @ read(names).T, np.array([names.index(names_of(rows[i])[0]) for i in index]))
    groups = sorted({rows[i]["group"] for i in index if rows[i]["source"] == "fluentui-emoji"})
    # A group is the mean of the names in it that were trained on.
    members = {g: [names_of(r)[0] for r in rows if r["group"] == g and r["style"] == "3d" and r["split"] == "train" and not r.get("tone")] for g in groups}
    centres = np.stack([read(members[g]).mean(0) for g in groups])
    told = [k for k, i in enumerate(index) if rows[i]["group"] in groups]
    guess = (z[told] @ centres.T).argmax(1)
    right = np.array([groups.index(rows[index[k]]["group"]) for k in told])
    return {"names": len(names), "recall1": float((rank < 1).mean()), "recall5": float((rank < 5).mean()),
            "groups": len(groups), "group": float((guess == right).mean())}


def colours(see, read, pictures: data.Pictures) -> dict:
    """Held-out things of one clear colour, shown in every other hue: which of eight colour words fits, in both languages."""
    rows = pictures.colour_rows
    index = [i for s in ORDER for i in held_out(rows, s) if turn_hue_safe(rows[i])]
    words, right, right_zh, total = list(HUES), 0, 0, 0
    for i in index:
        image = torch.from_numpy(np.array(pictures.colour64[i])).permute(2, 0, 1).float()[None].repeat(len(words), 1, 1, 1) / 255
        turned = augment.turn_hue(image, torch.full((len(words),), rows[i]["hue"]), torch.tensor([HUES[w] for w in words]))
        turned[words.index(hue_name(rows[i]["hue"]))] = image[0]
        z = see(augment.over(turned, torch.ones(len(words), 3)).permute(0, 2, 3, 1).numpy().clip(0, 1))
        name = names_of(rows[i])[0]
        hits = (z @ read([f"{w} {name}" for w in words]).T).argmax(1) == np.arange(len(words))
        hits_zh = (z @ read([CHINESE[w] + rows[i].get("langs", {}).get("zh", [name])[0] for w in words]).T).argmax(1) == np.arange(len(words))
        right, right_zh, total = right + int(hits.sum()), right_zh + int(hits_zh.sum()), total + len(words)
    return {"of": total, "english": right / total, "chinese": right_zh / total}


def counts(see, read, pictures: data.Pictures) -> dict:
    """One to four copies of a held-out drawing: which of four counts fits; and which of two pairs stands side by side."""
    rows, rng = pictures.colour_rows, random.Random(2)
    index = [i for s in ORDER for i in held_out(rows, s) if compose.countable(rows[i])][:80]
    part = lambda i: torch.from_numpy(np.array(pictures.colour64[i])).permute(2, 0, 1).float() / 255
    show = lambda made: see(augment.over(torch.stack(made), torch.ones(len(made), 3)).permute(0, 2, 3, 1).numpy().clip(0, 1))
    count_right, pair_right = 0, 0
    for i in index:
        name = names_of(rows[i])[0]
        z = show([compose.place([part(i)] * n, rng) for n in (1, 2, 3, 4)])
        texts = [f"one {name}"] + [f"{word} {compose.plural(name)}" for word in ("two", "three", "four")]
        count_right += int(((z @ read(texts).T).argmax(1) == np.arange(4)).sum())
        j, k = rng.sample([o for o in index if rows[o]["concept"] != rows[i]["concept"]], 2)
        z = show([compose.place([part(i), part(o)], rng) for o in (j, k)])
        pair_right += int(((z @ read([f"a {name} and a {names_of(rows[o])[0]}" for o in (j, k)]).T).argmax(1) == np.arange(2)).sum())
    return {"things": len(index), "count": count_right / (4 * len(index)), "pair": pair_right / (2 * len(index))}


def told_apart(see, read, pictures: data.Pictures) -> dict:
    """What ranking asks for, on held-out drawings. English and Chinese: the true caption above three wrong ones, which
    name other things of the same group. Order: of four drawings of one group in one style, the named one first.
    Whole: a drawing above itself with its sixteen tiles shuffled, and above itself with all detail blurred away."""
    rows, rng, out = pictures.colour_rows, random.Random(3), {}
    index = [i for s in ORDER for i in held_out(rows, s) if rows[i].get("langs", {}).get("zh") and rows[i]["source"] in ("fluentui-emoji", "noto-emoji")]
    of_group: dict[str, list[int]] = {}
    for i in index:
        of_group.setdefault(rows[i]["group"], []).append(i)
    index = [i for i in index if len({rows[j]["concept"] for j in of_group[rows[i]["group"]]}) > 3]
    others = []
    for i in index:
        strange = sorted({rows[j]["concept"]: j for j in of_group[rows[i]["group"]] if rows[j]["concept"] != rows[i]["concept"]}.values())
        others.append([i, *rng.sample(strange, 3)])
    z = see(over_white(pictures.colour128[index]))
    place = {i: k for k, i in enumerate(index)}
    for language, name in (("english", lambda r: names_of(r)[0]), ("chinese", lambda r: r["langs"]["zh"][0])):
        t = read([name(rows[i]) for i in index])
        four = np.array([[place[j] for j in o] for o in others])
        out[f"{language}_caption"] = float(((z[:, None] * t[four]).sum(-1).argmax(1) == 0).mean())
        out[f"{language}_order"] = float(((t[:, None] * z[four]).sum(-1).argmax(1) == 0).mean())
        own = (z * t).sum(1)
        for kind, broken in (("shuffled", shuffled), ("blurred", blurred)):
            worse = see(over_white(broken(pictures.colour128[index])))
            out[f"{language}_{kind}"] = float((own > (worse * t).sum(1)).mean())
    return out | {"drawings": len(index)}


def shuffled(pictures: np.ndarray) -> np.ndarray:
    """[B,128,128,4] with the sixteen tiles of each picture in another order."""
    tiles = pictures.reshape(-1, 4, 32, 4, 32, 4).swapaxes(2, 3).reshape(-1, 16, 32, 32, 4)
    tiles = tiles[:, np.random.default_rng(4).permutation(16)]
    return tiles.reshape(-1, 4, 4, 32, 32, 4).swapaxes(2, 3).reshape(-1, 128, 128, 4)


def blurred(pictures: np.ndarray) -> np.ndarray:
    """[B,128,128,4] with only what 6 x 6 pixels can hold."""
    x = torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2).float()
    x = F.interpolate(F.interpolate(x, size=(6, 6), mode="area"), size=(128, 128), mode="bilinear", align_corners=False)
    return x.permute(0, 2, 3, 1).clamp(0, 255).numpy().astype(np.uint8)


def measure(run: Run, see, read) -> dict:
    """All numbers. see: [B,H,W,3] pictures in 0..1 to unit embeddings; read: texts to unit embeddings, both numpy."""
    pictures = data.load(run)
    return {split: retrieval(see, read, pictures, split) for split in ORDER} | {
        "languages": five_hundred(see, read, pictures), "zero_shot": zero_shot(see, read, pictures),
        "colours": colours(see, read, pictures), "counts": counts(see, read, pictures),
        "told_apart": told_apart(see, read, pictures)}
