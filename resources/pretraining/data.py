"""Reads picture-data and keeps it as small uint8 arrays, decoded once.

All arrays hold premultiplied RGBA: resampling and blending of premultiplied colours is
linear, so edges never pick up the colour hidden under transparent pixels.
"""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import dataclass

import numpy as np
from PIL import Image

from captions import dominant_colour
from common import Run, log

COLOUR_STYLES = ("3d", "color", "flat", "noto", "blob", "flag", "pixel")


@dataclass
class Pictures:
    """Colour pictures, one-ink masks and their records.

    colour128 [N,128,128,4], colour64 [N,64,64,4], colour32 [N,32,32,4] uint8 premultiplied;
    masks64 [M,64,64] uint8 ink coverage; `colour_rows` and `mask_rows` are the records in
    the same order.  A colour record gains `colour` (name of the dominant colour or None),
    `hue` (its hue in 0..1 or None) and `clear` (whether recolouring by a hue turn is safe).
    """

    colour_rows: list[dict]
    mask_rows: list[dict]
    colour128: np.ndarray
    colour64: np.ndarray
    colour32: np.ndarray
    masks64: np.ndarray


def shrink(picture: np.ndarray, k: int) -> np.ndarray:
    """Averages k x k cells of [N,H,W,C] uint8; exact box filter on premultiplied values."""
    n, h, w, c = picture.shape
    cells = picture.reshape(n, h // k, k, w // k, k, c).astype(np.uint16)
    return ((cells.sum((2, 4)) + k * k // 2) // (k * k)).astype(np.uint8)


def load(run: Run) -> Pictures:
    """Builds the cache on first use (about half a minute), then maps it."""
    folder = run.cache / "pictures"
    names = ("colour128", "colour64", "colour32", "masks64")
    if not (folder / "rows.json").exists():
        build(run, folder)
    rows = json.loads((folder / "rows.json").read_text("utf-8"))
    arrays = {n: np.load(folder / f"{n}.npy", mmap_mode="r") for n in names}
    return Pictures(rows["colour"], rows["masks"], **arrays)


def build(run: Run, folder) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(run.data / "captions.jsonl.gz", "rt", encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    colour_rows = [r for r in rows if r["file"] == "color.bin"]
    mask_rows = [r for r in rows if r["file"] != "color.bin"]
    blob = (run.data / "color.bin").read_bytes()
    full = np.empty((len(colour_rows), 128, 128, 4), np.uint8)
    for i, r in enumerate(colour_rows):
        picture = Image.open(io.BytesIO(blob[r["offset"] : r["offset"] + r["length"]])).convert("RGBA")
        straight = np.asarray(picture).astype(np.uint16)
        alpha = straight[..., 3:]
        full[i, ..., :3] = (straight[..., :3] * alpha + 127) // 255
        full[i, ..., 3:] = alpha
    half, quarter = shrink(full, 2), shrink(full, 4)
    for i, r in enumerate(colour_rows):
        r["colour"], r["hue"], r["clear"] = dominant_colour(quarter[i])
    packed = np.frombuffer(gzip.open(run.data / "mono.u4.gz").read(), np.uint8).reshape(-1, 64, 128).transpose(0, 2, 1)
    masks = np.empty((len(packed), 128, 128, 1), np.uint8)
    masks[:, :, 0::2, 0], masks[:, :, 1::2, 0] = (packed >> 4) * 17, (packed & 15) * 17
    order = [r["index"] for r in mask_rows]
    np.save(folder / "colour128.npy", full)
    np.save(folder / "colour64.npy", half)
    np.save(folder / "colour32.npy", quarter)
    np.save(folder / "masks64.npy", shrink(masks, 2)[order, ..., 0])
    (folder / "rows.json").write_text(json.dumps({"colour": colour_rows, "masks": mask_rows}, ensure_ascii=False), "utf-8")
    log(f"data: {len(colour_rows)} colour pictures and {len(mask_rows)} masks cached")
