"""Writes the trained parts as ONNX graphs with a manifest, the tokenizer and the data licences.

Weights are stored as float16 and cast to float32 inside the graph, which halves the files
and leaves the arithmetic alone; runtimes fold the casts when they load a graph.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper, numpy_helper
from torch import nn

import augment
import clip_train
import data
import distil
import generator_train
import record
import references
import tokenizer as tok
import upscaler
from captions import names_of
from common import Run, log

VERSION = "0.5.0"
DEFAULTS = {"steps": 16, "guidanceScale": 3.0, "scheduler": "flow-match-euler"}
OPSET = 20
PARTS = {"tokenizer": "tokenizer/tokenizer.json", "text_encoder": "text_encoder/model.onnx", "unet": "unet/model.onnx",
         "unet_distilled": "unet/distilled.onnx", "upscaler": "upscaler/model.onnx", "clip_text": "clip/text_model.onnx", "clip_vision": "clip/vision_model.onnx"}


class TextEmbedding(nn.Module):
    """A text tower that returns its embedding alone."""

    def __init__(self, tower: nn.Module):
        super().__init__()
        self.tower = tower

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.tower(ids)[1]


def halve(model: onnx.ModelProto, least: int = 512) -> None:
    """Stores every float32 initialiser of at least `least` numbers as float16 behind a Cast, in place."""
    graph, casts = model.graph, []
    for i, tensor in enumerate(list(graph.initializer)):
        if tensor.data_type != onnx.TensorProto.FLOAT:
            continue
        values = numpy_helper.to_array(tensor)
        if values.size < least:
            continue
        name = tensor.name  # read before CopyFrom overwrites it
        half = numpy_helper.from_array(values.astype(np.float16), name + "_half")
        graph.initializer[i].CopyFrom(half)
        casts.append(helper.make_node("Cast", [half.name], [name], name=name + "_cast", to=onnx.TensorProto.FLOAT))
    nodes = casts + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.value_info[:]


def write(module: nn.Module, inputs: dict[str, torch.Tensor], outputs: list[str], path: Path) -> float:
    """Exports with a free batch size; returns the greatest difference from torch, at another batch size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    module = module.eval().requires_grad_(False)
    batch = torch.export.Dim("batch", min=1, max=4096)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module, tuple(inputs.values()), input_names=list(inputs), output_names=outputs, opset_version=OPSET, dynamo=True,
            dynamic_shapes=tuple({0: batch} for _ in inputs), verbose=False)
    model = program.model_proto
    halve(model)
    for value in [*model.graph.input, *model.graph.output]:
        value.type.tensor_type.shape.dim[0].dim_param = "batch"
    model.producer_name, model.doc_string = "spark", ""
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    onnx.checker.check_model(model)
    onnx.save(model, path)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    longer = {k: torch.cat([v, v.flip(0), v])[:3] for k, v in inputs.items()}
    expected = module(*longer.values())
    expected = expected if isinstance(expected, tuple) else (expected,)
    got = session.run(outputs, {k: v.numpy() for k, v in longer.items()})
    difference = max(float(np.abs(e.numpy() - g).max()) for e, g in zip(expected, got))
    log(f"export: {path.parent.name}/{path.name} {path.stat().st_size / 1e6:.2f} MB, differs from torch by at most {difference:.4f}")
    return difference


@torch.no_grad()
def calibrate(run: Run, clip) -> dict[str, float]:
    """Cosines a user's score is read against: the mean of random wrong pairs and the 90th percentile of right held-out pairs."""
    pictures, tokenizer = data.load(run), tok.load(run)
    index = [i for i, r in enumerate(pictures.colour_rows) if r["split"] == "test_combo" and not r.get("tone") and r["style"] != "pixel"]
    image = torch.from_numpy(pictures.colour64[index]).permute(0, 3, 1, 2).float() / 255
    z = clip.vision(augment.over(image, torch.ones(len(index), 3)) * 2 - 1)
    t = clip.text(tok.encode(tokenizer, [names_of(pictures.colour_rows[i])[0] for i in index], run.preset.max_tokens))[1]
    right = (z * t).sum(1)
    wrong = (z * t.roll(len(index) // 3, 0)).sum(1)
    return {"low": round(wrong.mean().item(), 4), "high": round(right.quantile(0.9).item(), 4)}


def clip_inputs(run: Run) -> dict[str, tuple[dict[str, torch.Tensor], list[str]]]:
    """Sample inputs and names of outputs of the CLIP's two graphs."""
    ids = tok.encode(tok.load(run), ["a red apple, 3d", "红苹果"], run.preset.max_tokens)
    pixels = torch.rand(2, 3, run.preset.clip_image, run.preset.clip_image) * 2 - 1
    return {"clip_text": ({"input_ids": ids}, ["text_embeds"]), "clip_vision": ({"pixel_values": pixels}, ["image_embeds"])}


def export_clip(run: Run, clip) -> dict[str, float]:
    """The graphs that rank and search; the generator's text encoder has its own copy of the text tower."""
    towers = {"clip_text": TextEmbedding(clip.text), "clip_vision": clip.vision}
    return {name: write(towers[name], *shape, run.output / PARTS[name]) for name, shape in clip_inputs(run).items()}


def generator_inputs(run: Run, generator: generator_train.Generator) -> dict[str, tuple[dict[str, torch.Tensor], list[str]]]:
    """Sample inputs and names of outputs of the text encoder and the U-Net."""
    ids = tok.encode(tok.load(run), ["a red apple, 3d", "红苹果"], run.preset.max_tokens)
    with torch.no_grad():
        words, embedding = generator.text(ids)
    return {
        "text_encoder": ({"input_ids": ids}, ["last_hidden_state", "text_embeds"]),
        "unet": ({"sample": torch.randn(2, 4, 32, 32), "timestep": torch.tensor([0.2, 0.7]), "encoder_hidden_states": words,
                  "attention_mask": (ids != 0).float(), "clip_embeds": embedding}, ["out_sample"]),
    }


def export_generator(run: Run) -> dict[str, float]:
    """Text encoder and U-Net."""
    generator = generator_train.load(run)
    parts = {"text_encoder": generator.text, "unet": generator.unet.to(memory_format=torch.contiguous_format)}
    return {name: write(parts[name], *shape, run.output / PARTS[name]) for name, shape in generator_inputs(run, generator).items()}


def export_distilled(run: Run) -> dict[str, float]:
    """The student's U-Net, which takes what the teacher's takes."""
    model = distil.load(run)
    unet = model.unet.to(memory_format=torch.contiguous_format)
    return {"unet_distilled": write(unet, *generator_inputs(run, model)["unet"], run.output / PARTS["unet_distilled"])}


def export_upscaler(run: Run) -> dict[str, float]:
    return {"upscaler": write(upscaler.load(run), {"sample": torch.rand(2, 4, 32, 32) * 2 - 1}, ["sample_up"], run.output / PARTS["upscaler"])}


def export(run: Run, trained: tuple[str, ...] = ("clip", "generator", "upscaler")) -> None:
    """Only what is named in `trained` is written anew; the other graphs stay as they are, to the byte."""
    p, out = run.preset, run.output
    known = record.load(out)
    if "generator" in trained:
        known["differences"] |= export_generator(run)
    if "generator" in trained:
        # The student of another teacher.
        (out / PARTS["unet_distilled"]).unlink(missing_ok=True)
    if "distil" in trained:
        known["differences"] |= export_distilled(run)
    if "upscaler" in trained:
        known["differences"] |= export_upscaler(run)
    measured_clip = {}
    if "clip" in trained:
        clip = clip_train.load(run)
        known["differences"] |= export_clip(run, clip)
        measured_clip = {"clip": {
            "dimensions": p.clip_dimensions, "imageSize": p.clip_image, "mean": [0.5] * 3, "std": [0.5] * 3, "background": [255] * 3,
            "logitScale": round(clip.scale().item(), 3), "calibration": calibrate(run, clip)}}
    known["training"] |= record.trained(run, trained + (("wording",) if "generator" in trained else ()))
    (out / "tokenizer").mkdir(exist_ok=True)
    shutil.copy(run.file("tokenizer.json"), out / "tokenizer" / "tokenizer.json")
    shutil.rmtree(out / "LICENSES", ignore_errors=True)
    (out / "LICENSES").mkdir()
    for file in sorted((run.data / "LICENSES").iterdir()):
        (out / "LICENSES" / file.name).write_bytes(file.read_bytes())
    part = ["onnxruntime", "InferenceSession"]
    write_json(out / "model_index.json", {
        "_class_name": "SparkPipeline", "scheduler": ["easel", "FlowMatchEuler"], "tokenizer": ["tokenizers", "Tokenizer"],
        "text_encoder": part, "unet": part, **({"unet_distilled": part} if (out / PARTS["unet_distilled"]).exists() else {}), "upscaler": part, "clip_text": part, "clip_vision": part})
    write_manifest(run, {
        "text": {"maxTokens": p.max_tokens, "padId": tok.PAD, "bosId": tok.BOS, "eosId": tok.EOS, "hiddenSize": p.clip_width},
        "latent": {"channels": 4, "width": 32, "height": 32}, "upscale": 4,
        **measured_clip,
        "defaults": DEFAULTS,
        "sampling": {"prediction": "sample", "unconditional": "empty-prompt", "timeDirection": "noise-to-data"},
    })
    record.save(out, known)
    if trained != ("distil",):
        # Last, as it is fitted to the graphs that lie there now.
        log("export: references,", ", ".join(f"{name} {value}" for name, value in references.fit(out, run.data).items()))
        references.list_part(out)


def write_json(path: Path, value) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", "utf-8")


def write_manifest(run: Run, changes: dict | None = None) -> None:
    """Writes the manifest anew, with the sizes and digests of all files; `changes` replaces top-level entries."""
    out = run.output
    old = json.loads((out / "manifest.json").read_text("utf-8")) if (out / "manifest.json").exists() else {}
    # The model card and the record tell of the files: a word mended in them must not make the model count as damaged.
    files = [f for f in sorted(out.rglob("*")) if f.is_file() and f.name not in ("manifest.json", "MODEL_CARD.md", record.NAME)]
    fixed = {
        "format": 1, "id": "spark", "name": "Spark", "version": VERSION, "family": "spark", "kind": "text-to-image", "license": "MIT",
        "description": "A small text-to-image model for emoji-like drawings with a transparent background, and a CLIP, trained from nothing on openly licensed pictures. Understands English and Chinese.",
        "embedded": True, "native": {"width": 128, "height": 128},
        # Fitted to the other graphs afterwards; there is none beside a model that has just begun.
        "parts": {name: part for name, part in (PARTS | {"reference": references.PART}).items() if (out / part).exists()},
        "files": [{"path": f.relative_to(out).as_posix(), "bytes": f.stat().st_size, "sha256": hashlib.sha256(f.read_bytes()).hexdigest()} for f in files],
    }
    kept = {k: v for k, v in old.items() if k not in fixed and k != "distilled"}
    few = {"distilled": {"steps": run.preset.few_steps, "guidanceScale": 1}} if "unet_distilled" in fixed["parts"] else {}
    write_json(out / "manifest.json", fixed | kept | few | (changes or {}))
