"""The few-step student beside its teacher: how right and how clean its drawings are, and how soon they are there."""

from __future__ import annotations

import numpy as np

import data
import evaluate_generator as apart
import judge
from common import Run, log, processor
from export import PARTS
from spark import Spark, white

# Who draws, steps, guidance: the student has the teacher's guidance folded in.
WAYS = (("teacher", 16, 3.0), ("teacher", 4, 3.0), ("student", 4, 1.0), ("student", 2, 1.0), ("student", 1, 1.0))


def measure(run: Run, teacher: Spark, seconds, everyday: int = 54, rare: int = 28, chinese: int = 18, each: int = 8) -> dict:
    """A row for each way: see `evaluate_generator.judged` for what is right; `between`: share of pixels neither clear nor opaque.

    seconds: a `Spark`, steps and guidance to processor seconds, see `evaluate.seconds`.
    """
    pictures = data.load(run)
    told = apart.prompts_of(pictures, everyday, rare, chinese)
    student = Spark(run.output, graphs={"unet": run.output / PARTS["unet_distilled"]}, keep=run.cache / "drawn")
    words, rows = teacher.read([p for p, _, _ in told]), []
    for who, steps, guidance in WAYS:
        spark = teacher if who == "teacher" else student
        made = np.concatenate([spark.draw([p for p, _, _ in told[i : i + 4] for _ in range(each)], steps, guidance, seed=i) for i in range(0, len(told), 4)])
        shown = white(made)
        score = (teacher.see(shown) * np.repeat(words, each, 0)).sum(1).reshape(-1, each)
        distance, like = apart.nearest(pictures, made)
        nearest = np.array([c in told[n // each][1] for n, c in enumerate(like)]).reshape(-1, each)
        alpha = made[..., 3]
        rows.append({
            "who": who, "steps": steps, "guidance": guidance,
            "nearest_drawing": apart.objects(nearest, score.argmax(1), {}),
            "near_copies": float((distance < apart.NEAR_COPY).mean()), "between": float(((alpha > 0.1) & (alpha < 0.9)).mean()),
            **({} if judge.known(run) == "none" else
               {k: v for k, v in apart.judged(*judge.load(run), pictures, shown, told, each, score.argmax(1), {}).items() if k in ("object", "spread", "frechet")}),
            **seconds(spark, steps, guidance),
        })
        log("few:", rows[-1])
    return {"prompts": len(told), "each": each, "processor": processor(), "rows": rows}
