"""The one door to all numbers: measures an exported model through ONNX Runtime and writes its model card.

`python evaluate.py` measures what `record.json` does not know of these graphs yet; `--anew` measures all of it again.
Prompts, noise and held-out pictures are fixed, so that two exports can be compared; nothing is picked by hand.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import costs
import data
import evaluate_clip
import evaluate_generator
import few
import model_card
import record
from common import CACHE, ROOT, Run, log, processor
from export import DEFAULTS, write_manifest
from presets import PRESETS
from spark import Spark, white

SHEET = ["red apple", "green apple", "blue car", "red car", "cat face", "dog face", "panda", "rocket",
         "star", "red heart", "blue heart", "fire", "house", "pizza", "tree", "a bear playing in snow",
         "rose", "banana", "purple mushroom", "robot", "ghost", "birthday cake", "熊猫", "红苹果"]
THINGS = ("red apple", "green apple", "automobile", "blue heart", "red heart", "banana", "cat face", "panda", "rocket", "house", "pizza", "tulip")
STEPS = (4, 8, 16)
PARTS = ("clip", "steps", "apart", "few", "costs", "sheet")


def first_three(run: Run, spark: Spark, texts: tuple[str, ...] = ("a red apple", "blue car", "红苹果")) -> dict[str, list[str]]:
    """The best three of twelve drawings for each text."""
    rows, pictures = data.load(run).colour_rows, data.load(run)
    by_name = {r["name"]: i for i, r in reversed(list(enumerate(rows))) if r["style"] == "3d" and not r.get("tone")}
    score = spark.read(list(texts)) @ spark.see(white(pictures.colour128[[by_name[n] for n in THINGS]] / np.float32(255))).T
    return {text: [THINGS[i] for i in np.argsort(-row)[:3]] for text, row in zip(texts, score)}


def seconds(spark: Spark, steps: int, guidance: float = DEFAULTS["guidanceScale"]) -> dict:
    """Processor seconds for eight ranked candidates of one prompt, all threads added up: what other work on the machine takes does not count."""
    start = time.process_time()
    pictures = spark.generate(["red apple"] * 8, steps, guidance)
    middle = time.process_time()
    spark.see(white(pictures)) @ spark.read(["red apple"]).T
    return {"generate": middle - start, "rank": time.process_time() - middle}


def by_steps(run: Run, spark: Spark, each: int = 2) -> dict:
    """What fewer steps cost and save. By the nearest training drawing: how often it is of the thing, and near copies. By the CLIP: cosine with
    the own prompt, of the better of `each`, and how often the own prompt comes first. And processor seconds for eight."""
    told = evaluate_generator.prompts_of(data.load(run), 24, 8, 8)
    prompts, own = [p for p, _, _ in told], np.repeat(np.arange(len(told)), each)
    words, out = spark.read(prompts), []
    for steps in STEPS:
        made = spark.draw([prompts[k] for k in own], steps, DEFAULTS["guidanceScale"], seed=2)
        score = spark.see(white(made)) @ words.T
        picked = score[np.arange(len(own)), own].reshape(-1, each)
        distance, shown = evaluate_generator.nearest(data.load(run), made)
        right = np.mean([concept in told[k][1] for k, concept in zip(own, shown)])
        out.append({"steps": steps, "cosine": float(picked.mean()), "best": float(picked.max(1).mean()), "recall1": float((score.argmax(1) == own).mean()),
                    "nearest_right": float(right), "near_copies": float((distance < evaluate_generator.NEAR_COPY).mean()), **seconds(spark, steps)})
        log("evaluate:", out[-1])
    return {"prompts": len(told), "each": each, "processor": processor(), "steps": out}


def sheet(spark: Spark, path: Path, candidates: int = 4) -> dict:
    """The sample picture: for every prompt the best of a few candidates by CLIP, eight a row, over white. Returns whose CLIP that was."""
    texts = [p for p in SHEET for _ in range(candidates)]
    pictures = spark.draw(texts, DEFAULTS["steps"], DEFAULTS["guidanceScale"])
    score = (spark.see(white(pictures)).reshape(len(SHEET), candidates, -1) * spark.read(SHEET)[:, None]).sum(-1)
    best = pictures.reshape(len(SHEET), candidates, 128, 128, 4)[np.arange(len(SHEET)), score.argmax(1)]
    rows = white(best).reshape(-1, 8, 128, 128, 3).transpose(0, 2, 1, 3, 4).reshape(-1, 8 * 128, 3)
    Image.fromarray((rows * 255 + 0.5).astype(np.uint8)).quantize(256).save(path, optimize=True)
    return {"ranked_by": spark.manifest["version"]}


def evaluate(run: Run, parts: tuple[str, ...] = PARTS, anew: bool = False) -> dict:
    """Numbers of the model in `run.output`, by part; leaves them in its record and the model card beside it. Parts that are not asked for
    come from the record as far as they were measured on these very graphs, and are missing from the card otherwise."""
    spark, folder = Spark(run.output, keep=run.cache / "drawn"), run.output
    ways = {
        "clip": (record.CLIP, lambda: evaluate_clip.measure(run, spark.see, spark.read) | {"ranking": first_three(run, spark)}),
        "steps": (record.GENERATOR + record.CLIP, lambda: by_steps(run, spark)),
        "apart": (record.GENERATOR, lambda: evaluate_generator.evaluate_generator(run, spark)),
        "few": (record.DISTILLED, lambda: few.measure(run, spark, seconds)),
        "costs": (record.GENERATOR + record.CLIP, lambda: costs.measure(run)),
        "sheet": (record.GENERATOR, lambda: sheet(spark, folder / "samples.png")),
    }
    numbers = dict.fromkeys(ways)
    for name, (graphs, measure) in ways.items():
        if not set(graphs) <= set(spark.manifest["parts"]):
            continue
        if name in parts:
            numbers[name] = record.measured(folder, name, graphs, measure, anew)
            log(f"evaluate: {name}", numbers[name])
        else:
            numbers[name] = record.known(folder, name, graphs)
    (folder / "MODEL_CARD.md").write_text(model_card.text(run, spark.manifest, record.load(folder), numbers), "utf-8")
    write_manifest(run)
    return numbers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=ROOT / "resources" / "models" / "spark", help="folder of the exported model")
    parser.add_argument("--preset", choices=PRESETS, default="nano")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "picture-data", help="folder of picture-data")
    parser.add_argument("--cache", type=Path, default=CACHE, help="decoded pictures, and the judge if it is trained")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, help="CPU threads (all cores when left out)")
    parser.add_argument("--anew", action="store_true", help="measure also what is known of these very graphs")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure (all when left out)")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    evaluate(Run(PRESETS[options.preset], options.data, options.cache, options.model, options.seed), tuple(options.parts), options.anew)


if __name__ == "__main__":
    main()
