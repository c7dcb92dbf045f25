"""Lets pictures speak to the generator: a linear map from CLIP's picture space to the text space that the U-Net knows.

The U-Net is conditioned on the embeddings of its own text encoder, a copy of the CLIP text tower that stayed as it was
while the CLIP in `clip/` learnt on; a picture's embedding as it is lies off to one side of them. Ridge regression from
captioned drawings to their captions brings it over. Works on the exported graphs alone, so it can be run for any export:

    python resources/pretraining/references.py
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from tokenizers import Tokenizer

ROOT = Path(__file__).resolve().parents[2]
PART = "clip/reference.onnx"
RIDGE = 1.0
BATCH = 64


def drawings(folder: Path, side: int) -> tuple[list[dict], np.ndarray]:
    """Records of all colour drawings without skin tones, and their pixels over white, [N,3,side,side] in -1..1."""
    rows = [json.loads(line) for line in gzip.open(folder / "captions.jsonl.gz", "rt", encoding="utf-8")]
    rows = [r for r in rows if r["file"] == "color.bin" and r["style"] not in ("flag", "pixel") and not r.get("tone")]
    content = (folder / "color.bin").read_bytes()
    pixels = np.empty((len(rows), 3, side, side), np.float32)
    for at, r in enumerate(rows):
        drawing = Image.open(io.BytesIO(content[r["offset"] : r["offset"] + r["length"]])).convert("RGBA")
        ground = Image.new("RGBA", drawing.size, "white")
        small = Image.alpha_composite(ground, drawing).convert("RGB").resize((side, side), Image.Resampling.BICUBIC)
        pixels[at] = np.asarray(small, np.float32).transpose(2, 0, 1) / 127.5 - 1
    return rows, pixels


def run(path: Path, name: str, values: np.ndarray, output: str) -> np.ndarray:
    """One output of a graph for all rows of its one input."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    parts = [session.run([output], {name: values[i : i + BATCH]})[0] for i in range(0, len(values), BATCH)]
    return np.concatenate(parts)


def token_ids(tokenizer: Tokenizer, texts: list[str], text: dict) -> np.ndarray:
    """[N,L] int64: start, tokens, end, padding."""
    ids = np.full((len(texts), text["maxTokens"]), text["padId"], np.int64)
    for row, words in zip(ids, texts):
        kept = tokenizer.encode(words, add_special_tokens=False).ids[: text["maxTokens"] - 2]
        row[: len(kept) + 2] = [text["bosId"], *kept, text["eosId"]]
    return ids


def ridge(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """W and b of y ~ x W + b by least squares with a penalty on W."""
    x_mean, y_mean = x.mean(0), y.mean(0)
    x = x - x_mean
    w = np.linalg.solve(x.T @ x + RIDGE * np.eye(x.shape[1]), x.T @ (y - y_mean))
    return w, y_mean - x_mean @ w


def write(path: Path, w: np.ndarray, b: np.ndarray) -> None:
    """`image_embeds` [B,D] to `clip_embeds` [B,D] of length 1."""
    inside, outside = w.shape
    nodes = [
        helper.make_node("Gemm", ["image_embeds", "weight", "bias"], ["mapped"]),
        helper.make_node("LpNormalization", ["mapped"], ["clip_embeds"], axis=1, p=2),
    ]
    ends = [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["batch", d]) for n, d in (("image_embeds", inside), ("clip_embeds", outside))]
    weights = [numpy_helper.from_array(v.astype(np.float32), n) for n, v in (("weight", w), ("bias", b))]
    model = helper.make_model(
        helper.make_graph(nodes, "reference", [ends[0]], [ends[1]], weights),
        producer_name="spark", ir_version=10, opset_imports=[helper.make_opsetid("", 20)])
    onnx.checker.check_model(model)
    onnx.save(model, path)


def fit(output: Path, data: Path) -> dict[str, float]:
    """Writes the map beside the CLIP in `output`; returns mean cosines of mapped pictures and their captions, by split."""
    manifest = json.loads((output / "manifest.json").read_text("utf-8"))
    rows, pixels = drawings(data, manifest["clip"]["imageSize"])
    tokenizer = Tokenizer.from_file(str(output / manifest["parts"]["tokenizer"]))
    seen = run(output / manifest["parts"]["clip_vision"], "pixel_values", pixels, "image_embeds").astype(np.float64)
    ids = token_ids(tokenizer, [r["name"] for r in rows], manifest["text"])
    told = run(output / manifest["parts"]["text_encoder"], "input_ids", ids, "text_embeds").astype(np.float64)
    split = np.array([r["split"] for r in rows])
    w, b = ridge(seen[split == "train"], told[split == "train"])
    write(output / PART, w, b)
    mapped = run(output / PART, "image_embeds", seen.astype(np.float32), "clip_embeds")

    def closeness(pictures: np.ndarray, which: str) -> float:
        lengths = np.linalg.norm(pictures, axis=1) * np.linalg.norm(told, axis=1)
        return round(float(((pictures * told).sum(1) / lengths)[split == which].mean()), 3)

    return {f"{name} {which}": closeness(p, which) for which in ("train", "test_combo", "test_concept") for name, p in (("as it is", seen), ("mapped", mapped))}


def list_part(output: Path) -> None:
    """Names the part in the manifest, with its size and digest."""
    path = output / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    content = (output / PART).read_bytes()
    manifest["parts"]["reference"] = PART
    entry = {"path": PART, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    others = [f for f in manifest["files"] if f["path"] != PART]
    manifest["files"] = sorted([*others, entry], key=lambda f: f["path"])
    path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "picture-data")
    parser.add_argument("--output", type=Path, default=ROOT / "resources" / "models" / "spark")
    given = parser.parse_args()
    for name, value in fit(given.output, given.data).items():
        print(f"{name}: {value}")
    list_part(given.output)
