"""What is known of an exported model, kept beside it in `record.json`: how long it was trained and what was measured.

Every measurement stands with a digest of the graphs it was made on and is made anew when they change, so that the
model card never tells of weights that are no longer there. Where an entry says `from`, it was not measured by the scripts as they are now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from common import Run, newest

NAME = "record.json"
CLIP = ("clip_text", "clip_vision")
GENERATOR = ("text_encoder", "unet", "upscaler")
DISTILLED = (*GENERATOR, "unet_distilled")
# What a checkpoint's steps are called, and how many pictures or captions one step sees.
SEEN = {"clip": lambda p: p.clip_batch, "generator": lambda p: p.generator_batch, "wording": lambda p: 96, "upscaler": lambda p: p.upscaler_batch,
        "distil": lambda p: 32}


def load(folder: Path) -> dict:
    """The record of the model in `folder`, an empty one when there is none."""
    path = folder / NAME
    return json.loads(path.read_text("utf-8")) if path.exists() else {"training": {}, "differences": {}, "measured": {}}


def save(folder: Path, record: dict) -> None:
    (folder / NAME).write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")


def trained(run: Run, stages: tuple[str, ...]) -> dict[str, dict]:
    """Pictures (or captions) seen and minutes used by each stage that has a checkpoint, those of the model it began from included."""
    out = {}
    for stage in stages:
        state = newest(run.file(f"{stage}.pt"))
        if state is not None:
            before = state.get("before") or {"seen": 0, "minutes": 0.0}
            out[stage] = {"seen": before["seen"] + state["step"] * SEEN[stage](run.preset), "minutes": round(before["minutes"] + state["used"] / 60, 1)}
    return out


def digest(folder: Path, parts: tuple[str, ...]) -> str:
    """Sixteen hexadecimal digits that change when one of the named graphs does."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    return hashlib.sha256(b"".join((folder / manifest["parts"][part]).read_bytes() for part in parts)).hexdigest()[:16]


def known(folder: Path, name: str, parts: tuple[str, ...]) -> dict | None:
    """The numbers called `name`, if they were measured on the graphs `parts` as they are now."""
    found = load(folder)["measured"].get(name)
    return found["numbers"] if found and found["of"] == digest(folder, parts) else None


def measured(folder: Path, name: str, parts: tuple[str, ...], measure: Callable[[], dict], anew: bool = False) -> dict:
    """The numbers called `name`, which rest on the graphs `parts`: from the record, or measured now and put there."""
    numbers = None if anew else known(folder, name, parts)
    if numbers is None:
        numbers = measure()
        record = load(folder)
        record["measured"][name] = {"of": digest(folder, parts), "numbers": numbers}
        save(folder, record)
    return numbers
