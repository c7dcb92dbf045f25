"""Trains Spark from nothing: `python train.py --preset nano`.

Stages, in order: data, tokenizer, clip, clip-words, generator, wording, upscaler, judge, export, evaluate.  Every stage
picks up where it was interrupted; give stage names to run only those.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch

from common import CACHE, ROOT, Run, log
from presets import PRESETS

# The student of few steps is made by name only: what it is worth shows when its teacher is done.
STAGES = ("data", "tokenizer", "clip", "clip-words", "generator", "wording", "upscaler", "judge", "export", "evaluate")
ALL = (*STAGES, "pairs", "distil", "export-clip", "export-generator", "export-distilled")


def stage(name: str, run: Run) -> None:
    if name == "data":
        import data

        data.load(run)
    elif name == "tokenizer":
        import data
        import tokenizer

        if run.start and not run.file("tokenizer.json").exists():
            shutil.copy(run.start / "tokenizer" / "tokenizer.json", run.file("tokenizer.json"))
        if not run.file("tokenizer.json").exists():
            pictures = data.load(run)
            tokenizer.train(run, pictures.colour_rows + pictures.mask_rows)
    elif name == "clip":
        import clip_train

        clip_train.train(run)
        for key, value in clip_train.measure(run, clip_train.load(run)).items():
            log(f"clip: {key} {value:.3f}")
    elif name == "clip-words":
        import clip_train
        import clip_words

        clip_words.train(run)
        for key, value in clip_train.measure(run, clip_train.load(run)).items():
            log(f"clip-words: {key} {value:.3f}")
    elif name == "generator":
        import generator_train

        generator_train.train(run)
    elif name == "wording":
        import wording

        wording.train(run)
    elif name == "upscaler":
        import upscaler

        upscaler.train(run)
    elif name == "pairs":
        import pairs

        pairs.draw(run)
    elif name == "distil":
        import distil

        distil.train(run)
    elif name == "judge":
        import judge

        judge.train(run)
    elif name == "export":
        import export

        export.export(run)
    elif name == "export-clip":
        import export

        export.export(run, ("clip",))
    elif name == "export-generator":
        import export

        export.export(run, ("generator",))
    elif name == "export-distilled":
        import export

        export.export(run, ("distil",))
    elif name == "evaluate":
        import evaluate

        evaluate.evaluate(run)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stages", nargs="*", default=[], help=f"some of: {', '.join(ALL)} (the usual ones when left out)")
    parser.add_argument("--preset", choices=PRESETS, default="nano")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "picture-data", help="folder of picture-data")
    parser.add_argument("--output", type=Path, default=ROOT / "resources" / "models" / "spark")
    parser.add_argument("--cache", type=Path, default=CACHE, help="decoded pictures and checkpoints")
    parser.add_argument("--minutes", type=float, help="training time of all stages together, instead of the preset's")
    parser.add_argument("--stretch", type=int, default=1, help="a number above the last one trains on, with the rate warmed up anew")
    parser.add_argument("--from", type=Path, dest="start", help="folder of an exported model whose weights the CLIP and the generator begin with, and whose tokenizer they keep")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, help="CPU threads (all cores when left out)")
    options = parser.parse_args()
    unknown = [s for s in options.stages if s not in ALL]
    if unknown:
        parser.error(f"no such stage: {', '.join(unknown)}")
    if options.threads:
        torch.set_num_threads(options.threads)
    run = Run(PRESETS[options.preset].scaled(options.minutes, options.stages or STAGES), options.data, options.cache, options.output, options.seed,
              stretch=options.stretch, start=options.start)
    for name in options.stages or STAGES:
        stage(name, run)


if __name__ == "__main__":
    main()
