"""Measures the exported graphs through ONNX Runtime, draws the sample sheet and writes the model card."""

from __future__ import annotations

import json
import os
import time

import numpy as np
import onnxruntime
from PIL import Image
from tokenizers import Tokenizer

import data
import evaluate_clip
import model_card
from common import Run, log
from export import DEFAULTS, write_json, write_manifest
from tokenizer import EOS

SHEET = ["red apple", "green apple", "blue car", "red car", "cat face", "dog face", "panda", "rocket",
         "star", "red heart", "blue heart", "fire", "house", "pizza", "tree", "a bear playing in snow",
         "rose", "banana", "purple mushroom", "robot", "ghost", "birthday cake", "熊猫", "红苹果"]
RANKED = SHEET + ["yellow star", "green car", "snowman", "bread", "fish", "butterfly", "airplane", "smiling face with sunglasses"]
THINGS = ("red apple", "green apple", "automobile", "blue heart", "red heart", "banana", "cat face", "panda", "rocket", "house", "pizza", "tulip")


class Spark:
    """The exported model, run the way an application runs it."""

    def __init__(self, folder, threads: int | None = None):
        self.manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or os.cpu_count() or 1
        parts = self.manifest["parts"]
        self.tokenizer = Tokenizer.from_file(str(folder / parts["tokenizer"]))
        self.sessions = {k: onnxruntime.InferenceSession(str(folder / v), options, providers=["CPUExecutionProvider"])
                         for k, v in parts.items() if k != "tokenizer"}

    def call(self, part: str, **inputs) -> list[np.ndarray]:
        return self.sessions[part].run(None, inputs)

    def ids(self, texts: list[str]) -> np.ndarray:
        """int64 [B,32]."""
        length = self.manifest["text"]["maxTokens"]
        out = np.zeros((len(texts), length), np.int64)
        for row, e in zip(out, self.tokenizer.encode_batch(texts)):
            ids = e.ids if len(e.ids) <= length else e.ids[: length - 1] + [EOS]
            row[: len(ids)] = ids
        return out

    def generate(self, prompts: list[str], steps: int, guidance: float, seed: int = 1) -> np.ndarray:
        """Premultiplied RGBA in 0..1, [B,128,128,4]; Euler steps with classifier-free guidance."""
        n = len(prompts)
        ids = self.ids(prompts + [""] * n)
        words, embeds = self.call("text_encoder", input_ids=ids)
        mask = (ids != 0).astype(np.float32)
        x = np.random.default_rng(seed).standard_normal((n, 4, 32, 32), np.float32)
        for i in range(steps):
            t = np.float32(i / steps)
            (clean,) = self.call("unet", sample=np.concatenate([x, x]), timestep=np.full(2 * n, t, np.float32),
                                 encoder_hidden_states=words, attention_mask=mask, clip_embeds=embeds)
            clean = clean[n:] + np.float32(guidance) * (clean[:n] - clean[n:])
            x = x + (clean - x) / (1 - t) / np.float32(steps)
        (large,) = self.call("upscaler", sample=x.clip(-1, 1))
        large = (large.clip(-1, 1) + 1) / 2
        large[:, :3] = np.minimum(large[:, :3], large[:, 3:])  # premultiplied colour cannot exceed alpha
        return large.transpose(0, 2, 3, 1)

    def see(self, pictures: np.ndarray) -> np.ndarray:
        """Embeddings [B,D] of [B,H,W,3] pictures in 0..1."""
        size, out = self.manifest["clip"]["imageSize"], []
        for picture in pictures:
            small = Image.fromarray((picture * 255 + 0.5).astype(np.uint8)).resize((size, size), Image.Resampling.BICUBIC)
            out.append(np.asarray(small, np.float32).transpose(2, 0, 1) / 127.5 - 1)
        return self.call("clip_vision", pixel_values=np.stack(out))[0]

    def read(self, texts: list[str]) -> np.ndarray:
        return self.call("clip_text", input_ids=self.ids(texts))[0]


def white(pictures: np.ndarray) -> np.ndarray:
    """Premultiplied [...,4] over white, [...,3] in 0..1."""
    return (pictures[..., :3] + 1 - pictures[..., 3:]).clip(0, 1)


def first_three(run: Run, spark: Spark, texts: tuple[str, ...] = ("a red apple", "blue car", "红苹果")) -> dict[str, list[str]]:
    """The best three of twelve drawings for each text."""
    rows, pictures = data.load(run).colour_rows, data.load(run)
    by_name = {r["name"]: i for i, r in reversed(list(enumerate(rows))) if r["style"] == "3d" and not r.get("tone")}
    score = spark.read(list(texts)) @ spark.see(white(pictures.colour128[[by_name[n] for n in THINGS]] / np.float32(255))).T
    return {text: [THINGS[i] for i in np.argsort(-row)[:3]] for text, row in zip(texts, score)}


def generator_numbers(spark: Spark, steps: int, guidance: float, prompts: list[str] = RANKED, each: int = 2) -> dict:
    """Mean cosine of samples with their prompt, of the best of `each`, and how often the prompt wins among all prompts."""
    texts = [p for p in prompts for _ in range(each)]
    score = spark.see(white(spark.generate(texts, steps, guidance))) @ spark.read(prompts).T
    own = np.repeat(np.arange(len(prompts)), each)
    picked = score[np.arange(len(own)), own].reshape(-1, each)
    return {"steps": steps, "guidance": guidance, "cosine": float(picked.mean()), "best": float(picked.max(1).mean()),
            "recall1": float((score.argmax(1) == own).mean())}


def timing(spark: Spark, steps: int, guidance: float) -> dict:
    """Seconds for eight ranked candidates of one prompt, the better of two runs."""
    best = {}
    for _ in range(2):
        start = time.perf_counter()
        pictures = spark.generate(["red apple"] * 8, steps, guidance)
        middle = time.perf_counter()
        spark.see(white(pictures)) @ spark.read(["red apple"]).T
        end = time.perf_counter()
        if not best or end - start < best["total"]:
            best = {"generate": middle - start, "rank": end - middle, "total": end - start}
    return best


def sheet(spark: Spark, steps: int, guidance: float, path, candidates: int = 4) -> None:
    """The sample picture: for every prompt the best of a few candidates by CLIP, eight a row, over white."""
    texts = [p for p in SHEET for _ in range(candidates)]
    pictures = spark.generate(texts, steps, guidance)
    score = (spark.see(white(pictures)).reshape(len(SHEET), candidates, -1) * spark.read(SHEET)[:, None]).sum(-1)
    best = pictures.reshape(len(SHEET), candidates, 128, 128, 4)[np.arange(len(SHEET)), score.argmax(1)]
    rows = white(best).reshape(-1, 8, 128, 128, 3).transpose(0, 2, 1, 3, 4).reshape(-1, 8 * 128, 3)
    Image.fromarray((rows * 255 + 0.5).astype(np.uint8)).quantize(256).save(path, optimize=True)


def evaluate(run: Run) -> None:
    spark = Spark(run.output)
    numbers = {"clip": evaluate_clip.measure(run, spark.see, spark.read) | {"ranking": first_three(run, spark)}}
    log("evaluate:", json.dumps(numbers["clip"], ensure_ascii=False))
    numbers["ranked"], numbers["sweep"] = RANKED, []
    for steps, guidance in ((12, 3.0), (16, 3.0), (25, 3.0)):
        numbers["sweep"].append(generator_numbers(spark, steps, guidance))
        log("evaluate:", numbers["sweep"][-1])
    numbers["timing"] = timing(spark, DEFAULTS["steps"], DEFAULTS["guidanceScale"])
    log("evaluate:", numbers["timing"])
    sheet(spark, DEFAULTS["steps"], DEFAULTS["guidanceScale"], run.output / "samples.png")
    apart = run.file("generator-evaluation.json")  # of the stage evaluate-generator
    numbers["apart"] = json.loads(apart.read_text("utf-8")) if apart.exists() else None
    write_json(run.file("evaluation.json"), numbers)
    (run.output / "MODEL_CARD.md").write_text(model_card.text(run, spark.manifest, numbers), "utf-8")
    write_manifest(run)
