"""What the generator's pictures are worth, judged without the CLIP wherever that is possible.

A classifier apart from the CLIP says whether the thing is right (`judge.py`), and so does the training drawing
that is nearest by pixels; colours are read from pixels; likeness to training pictures, cleanliness of the edges and spread over seeds are distances.
Everything is measured on the exported graphs, with the same noise for every export, so that two can be compared.
"""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

import data
import judge
from captions import HUES, dominant_colour, hue_name, names_of, turn_hue_safe, without_colour
from common import Run, log
from export import DEFAULTS
from generator_train import EVERYDAY, SOURCES, STYLE_WEIGHT
from spark import Spark, white

COLOURED = ("apple", "car", "heart", "book", "fish", "bird", "cup", "balloon", "flower", "house")
COLOURED_CHINESE = ("苹果", "汽车", "心", "书", "鱼", "鸟", "杯子", "气球", "花", "房子")
INKED = (("red", "红色"), ("green", "绿色"), ("blue", "蓝色"))
# The contact sheet: fixed for good, so that sheets of all times can be laid beside each other.
FIXED = (
    "red apple", "banana", "strawberry", "pizza", "hamburger", "birthday cake", "ice cream", "carrot",
    "cat face", "dog", "panda", "lion", "fish", "butterfly", "frog", "penguin",
    "car", "bus", "bicycle", "airplane", "rocket", "train", "boat", "tractor",
    "house", "castle", "mountain", "tree", "sun", "moon", "rainbow", "snowman",
    "star", "red heart", "crown", "key", "light bulb", "umbrella", "book", "camera",
    "robot", "ghost", "smiling face", "crying face", "skull", "alien", "rose", "cactus",
    "green car", "yellow star", "purple mushroom", "blue fish", "blue balloon", "flat icon of a house", "3d gift", "orange cat",
    "红苹果", "熊猫", "火箭", "房子", "树", "黄色的星星", "蓝色的汽车", "狗",
)
NEAR = (0.05, 0.07, 0.1)  # root mean square distances of the table of near copies
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
    out += [(r["langs"]["zh"][0], meaning[names_of(r)[0]], False) for r in (common[everyday:] + common)[:chinese] if r.get("langs", {}).get("zh")]
    return out + [(r["name"], meaning[names_of(r)[0]], True) for r in other[:rare]]


def combinations_of(pictures: data.Pictures, things: int = 24) -> list[tuple[str, set[str], str]]:
    """(prompt, concepts that count as right, colour) of things whose colour training never turned, each told in two colours that it never had."""
    rows = sorted((r for r in pictures.colour_rows if r["source"] == "fluentui-emoji" and r["style"] == "3d" and not r.get("tone")
                   and r["name"] in EVERYDAY and not turn_hue_safe(r) and r["name"] == without_colour(r["name"])), key=lambda r: r["id"][::-1])
    own = {r["concept"]: {q["colour"] for q in pictures.colour_rows if q["concept"] == r["concept"]} for r in rows}
    out = []
    for k, r in enumerate(rows[:things]):
        strange = [c for c in ("red", "green", "blue", "purple", "yellow") if c not in own[r["concept"]]]
        out += [(f"{c} {r['name']}", {r["concept"]}, c) for c in (strange[k % len(strange)], strange[(k + 1) % len(strange)])]
    return out


def small(pictures: np.ndarray) -> np.ndarray:
    """[B,128,128,4] premultiplied in 0..1 to [B,32*32*3] over white."""
    return white(pictures).reshape(len(pictures), 32, 4, 32, 4, 3).mean((2, 4)).reshape(len(pictures), -1)


def taught(pictures: data.Pictures) -> tuple[list[int], np.ndarray]:
    """The drawings the generator was trained on: their indices, and [N,32,32,3] over white."""
    rows = pictures.colour_rows
    index = [i for i, r in enumerate(rows) if r["source"] in SOURCES and r["style"] in STYLE_WEIGHT and not r.get("tone")]
    return index, white(pictures.colour32[index].astype(np.float32) / 255)


def among_themselves(pictures: data.Pictures, step: int = 4) -> np.ndarray:
    """Distance of every `step`th training drawing to the nearest other one: what likeness means in such a uniform set."""
    real = taught(pictures)[1].reshape(-1, 3072)
    some = real[::step]
    squares = (some**2).sum(1)[:, None] + (real**2).sum(1) - 2 * some @ real.T
    squares[np.arange(len(some)), np.arange(len(some)) * step] = np.inf
    return np.sqrt(np.maximum(squares.min(1), 0) / real.shape[1])


def nearest(pictures: data.Pictures, made: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Root mean square distance of every made picture to the nearest training drawing or its mirror image, and what that shows."""
    rows, (index, real) = pictures.colour_rows, taught(pictures)
    real = np.concatenate([real, real[:, :, ::-1]]).reshape(2 * len(index), -1)
    a = small(made)
    squares = (a**2).sum(1)[:, None] + (real**2).sum(1) - 2 * a @ real.T
    shown = [rows[index[k % len(index)]]["concept"] for k in squares.argmin(1)]
    return np.sqrt(np.maximum(squares.min(1), 0) / a.shape[1]), shown


def near_table(distance: np.ndarray, kinds: dict[str, list[int]], each: int, own: np.ndarray) -> dict:
    """Share of candidates (and of drawings among themselves, `own`) within every distance of NEAR, by kind of prompt."""
    per = distance.reshape(-1, each)
    groups = {"all": per, **{kind: per[v] for kind, v in kinds.items() if v}, "drawings": own}
    return {kind: {"median": float(np.median(v)), "within": [float((v < limit).mean()) for limit in NEAR]} for kind, v in groups.items()}


def judged(model, concepts: list[str], pictures: data.Pictures, shown: np.ndarray, told: list, each: int, first: np.ndarray, kinds: dict) -> dict:
    """What the judge says of made pictures [B,H,W,3], and of the real drawings of the same things."""
    rows = pictures.colour_rows
    logits, features = (v.numpy() for v in judge.look(model, shown))
    order = np.argsort(-logits, axis=1)
    right = {top: np.array([bool({concepts[k] for k in order[n, :top]} & told[n // each][1]) for n in range(len(shown))]).reshape(-1, each)
             for top in (1, 5)}
    of = {c for _, names, _ in told for c in names}
    real = [i for i, r in enumerate(rows) if r["source"] == "fluentui-emoji" and r["concept"] in of and not r.get("tone") and r["style"] in STYLE_WEIGHT]
    real_logits, real_features = judge.look(model, white(pictures.colour128[real].astype(np.float32) / 255))
    real_order = real_logits.argsort(1, descending=True)[:, :5].numpy()
    real_right = [[rows[i]["concept"] in {concepts[k] for k in row[:top]} for top in (1, 5)] for i, row in zip(real, real_order)]
    return {
        "object": objects(right[1], first, kinds), "object_top5": objects(right[5], first, kinds),
        "judge_on_drawings": dict(zip(("top1", "top5"), np.mean(real_right, 0).round(3).tolist())),
        "frechet": frechet(features, real_features.numpy()), "spread": spread(features, each),
    }


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


def bootstrap(values: np.ndarray, rounds: int = 2000) -> list[float]:
    """95 % interval of the mean of [N] values, one a prompt, by drawing prompts anew."""
    rng = np.random.default_rng(5)
    means = values[rng.integers(0, len(values), (rounds, len(values)))].mean(1)
    return [round(float(v), 3) for v in np.quantile(means, (0.025, 0.975))]


def objects(right: np.ndarray, first: np.ndarray, kinds: dict[str, list[int]]) -> dict:
    """From right [prompts, candidates], one kind of rightness, and the top-ranked candidate [prompts] of each prompt."""
    per, ranked = right.mean(1), right[np.arange(len(right)), first].astype(float)
    return {"random": float(per.mean()), "random_interval": bootstrap(per),
            "ranked": float(ranked.mean()), "ranked_interval": interval(float(ranked.mean()), len(ranked)),
            "gain": float((ranked - per).mean()), "gain_interval": bootstrap(ranked - per),
            **{kind: float(per[v].mean()) for kind, v in kinds.items() if v}}


def colours(generate) -> dict:
    """Share of things in a told colour whose strongest hue is that colour, read from pixels."""
    out = {}
    for language, things, wording in (("english", COLOURED, 0), ("chinese", COLOURED_CHINESE, 1)):
        wanted = [(ink, f"{ink[wording]}{'' if wording else ' '}{thing}") for thing in things for ink in INKED]
        made = np.concatenate([generate([text for _, text in wanted[i : i + 15]], 90 + i) for i in range(0, len(wanted), 15)])
        got = float(np.mean([hue_of(m) == ink[0] for m, (ink, _) in zip(made, wanted)]))
        out |= {language: got, f"{language}_interval": interval(got, len(wanted))}
    return out


def combinations(run: Run, generate, see, read, each: int) -> dict:
    """Told colours with things that training never showed in another than their own: the thing by the judge, the colour by pixels."""
    told = combinations_of(data.load(run))
    made = np.concatenate([generate([p for p, _, _ in told[i : i + 4] for _ in range(each)], 500 + i) for i in range(0, len(told), 4)])
    first = (see(white(made)) * np.repeat(read([p for p, _, _ in told]), each, 0)).sum(1).reshape(-1, each).argmax(1)
    model, concepts = judge.load(run)
    guess = judge.look(model, white(made))[0].argmax(1).numpy()
    right = np.array([concepts[k] in told[n // each][1] for n, k in enumerate(guess)]).reshape(-1, each)
    coloured = np.array([hue_of(m) == told[n // each][2] for n, m in enumerate(made)]).reshape(-1, each)
    return {"prompts": len(told), "object": objects(right, first, {}), "colour": objects(coloured, first, {}), "both": objects(right & coloured, first, {})}


def measure(run: Run, generate, see, read, everyday: int = 109, rare: int = 55, chinese: int = 36, each: int = 8) -> dict:
    """All numbers; those of the judge only where one was trained.

    generate: prompts and a seed to premultiplied [B,128,128,4] in 0..1; see and read: the CLIP that ranks."""
    pictures = data.load(run)
    told = prompts_of(pictures, everyday, rare, chinese)
    made = np.concatenate([generate([p for p, _, _ in told[i : i + 4] for _ in range(each)], i) for i in range(0, len(told), 4)])
    over_white = white(made)
    score = (see(over_white) * np.repeat(read([p for p, _, _ in told]), each, 0)).sum(1).reshape(-1, each)
    first = score.argmax(1)
    kinds = {"everyday": [k for k, t in enumerate(told) if not t[2] and t[0].isascii()], "rare": [k for k, t in enumerate(told) if t[2]],
             "chinese": [k for k, t in enumerate(told) if not t[0].isascii()]}
    (distance, shown), alpha = nearest(pictures, made), made[..., 3]
    like = np.array([c in told[n // each][1] for n, c in enumerate(shown)]).reshape(-1, each)
    border = np.concatenate([alpha[:, :3].reshape(len(alpha), -1), alpha[:, -3:].reshape(len(alpha), -1)], 1)
    return {
        "prompts": len(told), "each": each,
        **({} if judge.known(run) == "none" else judged(*judge.load(run), pictures, over_white, told, each, first, kinds)),
        "nearest_drawing": objects(like, first, kinds),
        "pixel_spread": float(small(made).reshape(-1, each, 3072).std(1).mean()),
        "near": near_table(distance, kinds, each, among_themselves(pictures)),
        "alpha": {"between": float(((alpha > 0.1) & (alpha < 0.9)).mean()), "dirty_border": float((border.mean(1) > 0.05).mean())},
        "cosine": float(score.mean()), "cosine_ranked": float(score.max(1).mean()),
        "colour": colours(generate),
        **({} if judge.known(run) == "none" else {"combinations": combinations(run, generate, see, read, each)}),
    }


def sheet(spark: Spark, path, candidates: int = 4) -> None:
    """All fixed prompts, eight a row: above the candidate ranked first, below the others, small."""
    cells = []
    for i in range(0, len(FIXED), 8):
        prompts = FIXED[i : i + 8]
        made = white(spark.draw([p for p in prompts for _ in range(candidates)], DEFAULTS["steps"], DEFAULTS["guidanceScale"], seed=100 + i))
        score = spark.see(made).reshape(len(prompts), candidates, -1) @ spark.read(list(prompts))[..., None]
        for own, order in zip(made.reshape(len(prompts), candidates, 128, 128, 3), np.argsort(-score[..., 0], axis=1)):
            rest = own[order[1:]].reshape(-1, 32, 4, 32, 4, 3).mean((2, 4))
            strip = np.ones((32, 128, 3), np.float32)
            strip[:, : 32 * len(rest)] = np.concatenate(list(rest), 1)
            cells.append(np.concatenate([own[order[0]], strip]))
    rows = [np.concatenate(cells[i : i + 8], 1) for i in range(0, len(cells), 8)]
    Image.fromarray((np.concatenate(rows) * 255 + 0.5).astype(np.uint8)).save(path, optimize=True)


def evaluate_generator(run: Run, spark: Spark) -> dict:
    """Numbers of the exported generator, and the contact sheet beside the checkpoints."""
    sheet(spark, run.file("contact-sheet.png"))
    numbers = {"ranked_by": spark.manifest["version"]} | measure(run, lambda prompts, seed: spark.draw(prompts, DEFAULTS["steps"], DEFAULTS["guidanceScale"], seed=seed), spark.see, spark.read)
    log("generator:", numbers)
    return numbers


def hue_of(made: np.ndarray) -> str | None:
    """The colour word of the strongest hue of one picture."""
    name, hue, _ = dominant_colour((made.reshape(32, 4, 32, 4, 4).mean((1, 3)) * 255).astype(np.uint8))
    return name if name in HUES or hue is None else hue_name(hue)
