"""The exported model, run the way an application runs it: through ONNX Runtime, from the files of its folder."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image
from tokenizers import Tokenizer

from tokenizer import EOS


class Spark:
    """A model folder. graphs: files to run in place of those that the manifest names, by part; keep: folder for drawings, see `draw`."""

    def __init__(self, folder: Path, threads: int | None = None, graphs: dict[str, Path] | None = None, keep: Path | None = None):
        self.manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or os.cpu_count() or 1
        self.keep, parts = keep, self.manifest["parts"]
        self.files = {k: (graphs or {}).get(k, folder / v) for k, v in parts.items()}
        self.tokenizer = Tokenizer.from_file(str(folder / parts["tokenizer"]))
        self.sessions = {k: onnxruntime.InferenceSession(str(v), options, providers=["CPUExecutionProvider"])
                         for k, v in self.files.items() if k != "tokenizer"}

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
        """Premultiplied RGBA in 0..1, [B,128,128,4]; Euler steps with classifier-free guidance, or at 1 by the prompt alone."""
        n, guided = len(prompts), guidance != 1
        ids = self.ids(prompts + [""] * n if guided else prompts)
        words, embeds = self.call("text_encoder", input_ids=ids)
        mask = (ids != 0).astype(np.float32)
        x = np.random.default_rng(seed).standard_normal((n, 4, 32, 32), np.float32)
        for i in range(steps):
            t = np.float32(i / steps)
            (clean,) = self.call("unet", sample=np.concatenate([x, x]) if guided else x, timestep=np.full(len(ids), t, np.float32),
                                 encoder_hidden_states=words, attention_mask=mask, clip_embeds=embeds)
            if guided:
                clean = clean[n:] + np.float32(guidance) * (clean[:n] - clean[n:])
            x = x + (clean - x) / (1 - t) / np.float32(steps)
        (large,) = self.call("upscaler", sample=x.clip(-1, 1))
        large = (large.clip(-1, 1) + 1) / 2
        large[:, :3] = np.minimum(large[:, :3], large[:, 3:])  # premultiplied colour cannot exceed alpha
        return large.transpose(0, 2, 3, 1)

    def draw(self, prompts: list[str], steps: int, guidance: float, seed: int = 1) -> np.ndarray:
        """As `generate`, but rounded to 256 levels and kept: the generator changes more seldom than what is asked of its drawings."""
        made = hashlib.sha256(b"".join(self.files[part].read_bytes() for part in ("tokenizer", "text_encoder", "unet", "upscaler")))
        made.update(json.dumps([prompts, steps, guidance, seed]).encode())
        path = self.keep / f"{made.hexdigest()[:24]}.npz" if self.keep else None
        if path and path.exists():
            return np.load(path)["drawn"] / np.float32(255)
        drawn = (self.generate(prompts, steps, guidance, seed) * 255 + 0.5).astype(np.uint8)
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Written beside and renamed, so that an interrupted run leaves nothing half done.
            with open(path.with_suffix(".tmp"), "wb") as file:
                np.savez_compressed(file, drawn=drawn)
            os.replace(file.name, path)
        return drawn / np.float32(255)

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
