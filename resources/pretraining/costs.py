"""What whole-number weights would save and cost, beside the float16 weights that are shipped."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

import data
import evaluate_clip
import evaluate_generator
from common import Run, log, processor
from export import DEFAULTS, PARTS
from spark import Spark

QUANTISED = ("text_encoder", "unet", "clip_text", "clip_vision")


def widen(path: Path, target: Path) -> None:
    """Writes a graph whose float16 initialisers (see `export.halve`) are float32 again, without the casts: quantisers look for those."""
    model = onnx.load(path)
    stored = {t.name: t for t in model.graph.initializer}
    for node in [n for n in model.graph.node if n.op_type == "Cast" and n.input[0] in stored]:
        tensor = stored[node.input[0]]
        tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float32), node.output[0]))
        model.graph.node.remove(node)
    onnx.save(model, target)


def measure(run: Run) -> dict:
    """For float16 and int8 weights (matrix products only, one scale a column, inputs quantised as they come): megabytes, quality, seconds.

    named: right name among 500 of held-out combinations, English and Chinese; drawn: the nearest training drawing is of the thing, 40
    prompts twice; processor seconds: eight candidates, and 64 pictures looked at.
    """
    pictures, folder = data.load(run), run.output
    told = evaluate_generator.prompts_of(pictures, 24, 8, 8)
    texts = [p for p, _, _ in told for _ in range(2)]
    out = {"prompts": len(told), "processor": processor()}
    with tempfile.TemporaryDirectory() as place:
        graphs = {}
        for part in QUANTISED:
            wide, graphs[part] = Path(place) / f"{part}-wide.onnx", Path(place) / f"{part}.onnx"
            widen(folder / PARTS[part], wide)
            quantize_dynamic(wide, graphs[part], op_types_to_quantize=["MatMul", "Gemm"], per_channel=True, weight_type=QuantType.QInt8)
        for kind, changed in (("float16", {}), ("int8", graphs)):
            spark = Spark(folder, graphs=changed, keep=run.cache / "drawn")
            named = evaluate_clip.five_hundred(spark.see, spark.read, pictures)
            _, shown = evaluate_generator.nearest(pictures, spark.draw(texts, DEFAULTS["steps"], DEFAULTS["guidanceScale"], seed=2))
            start = time.process_time()
            drawn = spark.generate(["red apple"] * 8, DEFAULTS["steps"], DEFAULTS["guidanceScale"])
            middle = time.process_time()
            spark.see(np.repeat(drawn[..., :3], 8, 0))
            sizes = [(changed.get(part, folder / PARTS[part])).stat().st_size for part in QUANTISED]
            out[kind] = {"megabytes": sum(sizes) / 1e6, "english": named["english_recall1"], "chinese": named["chinese_recall1"],
                         "drawn": float(np.mean([concept in told[n // 2][1] for n, concept in enumerate(shown)])),
                         "draw_seconds": middle - start, "look_seconds": time.process_time() - middle}
            log("costs:", kind, out[kind])
    return out
