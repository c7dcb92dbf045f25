"""Takes trained weights back out of exported graphs, so that training can go on from a shipped model.

The exporter folds, transposes and renames weights, but does so alike for every set of values. So a probe with random
weights is exported, each of its tensors is looked up among the probe's initialisers, and what stands in the same
place of the shipped graph is its trained value.
"""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from torch import nn


def initialisers(path: Path) -> dict[str, np.ndarray]:
    """All stored tensors of a graph by name, float16 ones as they are."""
    return {t.name: numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}


@torch.no_grad()
def restore(module: nn.Module, inputs: dict[str, torch.Tensor], outputs: list[str], path: Path, tolerance: float = 5e-3) -> float:
    """Fills `module` with the weights of the graph at `path`, which `export.write` made of a module of the same shape.

    inputs, outputs: as for `export.write`. Weights come back as exact as they are stored (float16).
    Returns the greatest difference between module and graph on `inputs`.
    Throws ValueError when the graph is of another shape, or when its outputs differ by more than `tolerance`.
    """
    import export

    generator = torch.Generator().manual_seed(7)
    for value in module.state_dict().values():
        value.copy_(torch.randn(value.shape, generator=generator) * 0.1)
    with tempfile.TemporaryDirectory() as folder:
        # A copy: what is written is frozen, and this module shall be trained.
        export.write(copy.deepcopy(module), inputs, outputs, Path(folder) / "probe" / "model.onnx")
        probe = initialisers(Path(folder) / "probe" / "model.onnx")
    shipped = initialisers(path)
    if {k: v.shape for k, v in probe.items()} != {k: v.shape for k, v in shipped.items()}:
        raise ValueError(f"{path} is not the graph of this preset, or another version of the exporter wrote it")
    found: dict[str, np.ndarray] = {}
    for name, value in module.state_dict().items():
        wanted = value.numpy()
        for key, stored in probe.items():
            turned = stored.ndim == 2 and stored.T.shape == wanted.shape and np.allclose(stored.T, wanted, atol=1e-3)
            if turned or (stored.shape == wanted.shape and np.allclose(stored, wanted, atol=1e-3)):
                found[name] = shipped[key].T if turned else shipped[key]
                break
        else:
            raise ValueError(f"{path} holds nothing that could be {name}")
    module.load_state_dict({k: torch.tensor(v, dtype=torch.float32) for k, v in found.items()})
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    got = session.run(outputs, {k: v.numpy() for k, v in inputs.items()})
    expected = module(*inputs.values())
    expected = expected if isinstance(expected, tuple) else (expected,)
    difference = max(float(np.abs(e.numpy() - g).max()) for e, g in zip(expected, got))
    if not difference <= tolerance:
        raise ValueError(f"{path} does not compute what its restored weights compute: {difference:.4f} apart")
    return difference
