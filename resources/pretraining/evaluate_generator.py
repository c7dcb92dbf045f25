"""What the generator's pictures are worth, judged without the CLIP wherever that is possible.

A classifier apart from the CLIP says whether the thing is right (`judge.py`); colours are read
from pixels; likeness to training pictures, cleanliness of the edges and spread over seeds are distances.
"""

from __future__ import annotations

import math

import numpy as np

import data
import judge
from captions import HUES, dominant_colour, hue_name, names_of
from common import Run
from generator_train import EVERYDAY, SOURCES, STYLE_WEIGHT

COLOURED = ("apple", "car", "heart", "book", "fish", "bird", "cup", "balloon", "flower", "house")
NEAR_COPY = 0.07  # root mean square distance at 32 x 32 over white below which a picture counts as a near copy


def interval(share: float, n: int) -> list[float]:
    """Wilson's 95 % confidence interval."""
    z = 1.96
    middle, half = (share + z * z / 2 / n), z * math.sqrt(share * (1 - share) / n + z * z / 4 / n / n)
    return [round((middle - half) / (1 + z * z / n), 3), round((middle + half) / (1 + z * z / n), 3)]


def prompts_of(pictures: data.Pictures, everyday: int, rare: int, chinese: int) -> list[tuple[str, set[str], bool]]:
    """(prompt, concepts that count as right, whether it is rare): the first so many by name of each kind; some everyday ones in Chinese."""
    rows = [r for r in pictures.colour_rows if r["source"] == "fluentui-emoji" and r["style"] == "3d" and not r.get("tone")
            and r["group"] not in ("people and body", "symbols", "flags")]
    meaning: dict[str, set[str]] = {}
    for r in rows:
        for name in names_of(r):
            meaning.setdefault(name, set()).add(r["concept"])
    common = sorted((r for r in rows if r["name"] in EVERYDAY), key=lambda r: r["id"][::-1])
    other = sorted((r for r in rows if r["name"] not in EVERYDAY and len(r["name"].split()) <= 2), key=lambda r: r["id"][::-1])
    out = [(r["name"], meaning[names_of(r)[0]], False) for r in common[:everyday]]
    out += [(r["langs"]["zh"][0], meaning[names_of(r)[0]], False) for r in common[everyday : everyday + chinese] if r.get("langs", {}).get("zh")]
    return out + [(r["name"], meaning[names_of(r)[0]], True) for r in other[:rare]]


def small(pictures: np.ndarray) -> np.ndarray:
    """[B,128,128,4] premultiplied in 0..1 to [B,32*32*3] over white."""
    white = pictures[..., :3] + 1 - pictures[..., 3:]
    return white.reshape(len(white), 32, 4, 32, 4, 3).mean((2, 4)).reshape(len(white), -1)


def nearest(pictures: data.Pictures, made: np.ndarray) -> np.ndarray:
    """Root mean square distance of every made picture to the nearest training drawing or its mirror image."""
    rows = pictures.colour_rows
    index = [i for i, r in enumerate(rows) if r["source"] in SOURCES and r["style"] in STYLE_WEIGHT and not r.get("tone")]
    p = pictures.colour32[index].astype(np.float32) / 255
    real = p[..., :3] + 1 - p[..., 3:]
    real = np.concatenate([real, real[:, :, ::-1]]).reshape(2 * len(index), -1)
    a = small(made)
    squares = (a**2).sum(1)[:, None] + (real**2).sum(1) - 2 * a @ real.T
    return np.sqrt(np.maximum(squares.min(1), 0) / a.shape[1])


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """Fréchet distance of two sets of features [N,D], with variances only: there are too few pictures for covariances."""
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + ((a.std(0) - b.std(0)) ** 2).sum())


def spread(values: np.ndarray, each: int) -> float:
    """Mean distance between the candidates of one prompt, unit [N,D] features, `each` candidates a prompt."""
    v = values.reshape(-1, each, values.shape[-1])
    v = v / np.linalg.norm(v, axis=-1, keepdims=True)
    cosine = v @ v.transpose(0, 2, 1)
    off = ~np.eye(each, dtype=bool)
    return float(1 - cosine[:, off].mean())


def measure(run: Run, generate, see, read, everyday: int = 48, rare: int = 24, chinese: int = 16, each: int = 4) -> dict:
    """All numbers. generate: prompts to premultiplied [B,128,128,4] in 0..1; see and read: the CLIP that ranks."""
    pictures = data.load(run)
    model, concepts = judge.load(run)
    told = prompts_of(pictures, everyday, rare, chinese)
    made = np.concatenate([generate([p for p, _, _ in told[i : i + 4] for _ in range(each)], i) for i in range(0, len(told), 4)])
    white = (made[..., :3] + 1 - made[..., 3:]).clip(0, 1)
    logits, features = (v.numpy() for v in judge.look(model, white))
    order = np.argsort(-logits, axis=1)
    right = np.array([[bool({concepts[k] for k in order[n, :top]} & told[n // each][1]) for top in (1, 5)] for n in range(len(made))])
    score = (see(white) * np.repeat(read([p for p, _, _ in told]), each, 0)).sum(1).reshape(-1, each)
    first = np.arange(len(told)) * each + score.argmax(1)
    kind = {"everyday": [k for k, t in enumerate(told) if not t[2] and t[0].isascii()], "rare": [k for k, t in enumerate(told) if t[2]],
            "chinese": [k for k, t in enumerate(told) if not t[0].isascii()]}
    per = right.reshape(-1, each, 2)
    rows = pictures.colour_rows
    of = {c for _, names, _ in told for c in names}
    real = [i for i, r in enumerate(rows) if r["source"] == "fluentui-emoji" and r["concept"] in of and not r.get("tone") and r["style"] in STYLE_WEIGHT]
    p = pictures.colour128[real].astype(np.float32) / 255
    _, real_features = judge.look(model, p[..., :3] + 1 - p[..., 3:])
    distance, alpha = nearest(pictures, made), made[..., 3]
    out = {
        "prompts": len(told), "each": each,
        "object": {"any": float(right[:, 0].mean()), "any_top5": float(right[:, 1].mean()), "first": float(right[first, 0].mean()),
                   "first_top5": float(right[first, 1].mean()), "first_interval": interval(float(right[first, 0].mean()), len(told)),
                   **{f"{k}_top5": float(per[v, :, 1].mean()) for k, v in kind.items() if v}},
        "frechet": frechet(features, real_features.numpy()),
        "spread": spread(features, each), "pixel_spread": float(small(made).reshape(-1, each, 3072).std(1).mean()),
        "nearest": {"median": float(np.median(distance)), "near_copies": float((distance < NEAR_COPY).mean())},
        "alpha": {"between": float(((alpha > 0.1) & (alpha < 0.9)).mean()), "dirt": float(alpha[:, :3].mean() + alpha[:, -3:].mean())},
        "cosine": float(score.mean()), "cosine_first": float(score.max(1).mean()),
    }
    wanted = [(c, t) for t in COLOURED for c in ("red", "green", "blue")]
    pictures_made = np.concatenate([generate([f"{c} {t}" for c, t in wanted[i : i + 15]], 90 + i) for i in range(0, len(wanted), 15)])
    got = [hue_of(m) for m in pictures_made]
    out["colour"] = {"of": len(wanted), "right": float(np.mean([g == c for g, (c, _) in zip(got, wanted)]))}
    return out


def hue_of(made: np.ndarray) -> str | None:
    """The colour word of the strongest hue of one picture."""
    name, hue, _ = dominant_colour((made.reshape(32, 4, 32, 4, 4).mean((1, 3)) * 255).astype(np.uint8))
    return name if name in HUES or hue is None else hue_name(hue)
