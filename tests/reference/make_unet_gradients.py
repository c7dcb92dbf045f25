"""Losses and gradients of tiny U-Nets and of their blocks by PyTorch's autograd (torch 2.13, float32 on a CPU).

`node tests/reference/write-tiny-graphs.ts FOLDER` writes the graphs and what goes into them; this runs them
operator by operator in torch and keeps, for every weight in the order of names, the gradient's length and its
product with a wave.
Usage: python make_unet_gradients.py FOLDER  (needs torch, onnx, numpy)
"""
import json
import sys
from pathlib import Path

import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

from make_trainer_gradients import HERE, OPERATORS, wave


def attention(v, kw):
    heads = kw["num_heads"]
    apart = lambda x: x.reshape(*x.shape[:2], heads, -1).transpose(1, 2)
    y = F.scaled_dot_product_attention(*map(apart, v[:3]))
    return y.transpose(1, 2).flatten(2)


def resize(v, kw):
    assert kw["mode"] == b"nearest"
    return F.interpolate(v[0], size=v[-1].tolist()[2:], mode="nearest")


OPERATORS |= {
    "MultiHeadAttention": attention, "Resize": resize, "Identity": lambda v, kw: v[0],
    "GroupNormalization": lambda v, kw: F.group_norm(v[0], kw["num_groups"], v[1], v[2], kw["epsilon"]),
    "Conv": lambda v, kw: F.conv2d(*v, stride=kw["strides"], padding=kw["pads"][:2]),
}


def run(folder, name):
    graph = onnx.load(folder / f"{name}.onnx").graph
    told = json.loads((folder / f"{name}.json").read_text())
    values = {k: torch.tensor(t["data"]).reshape(t["dims"]) for k, t in told["feeds"].items()}
    weights = {}
    for t in graph.initializer:
        values[t.name] = torch.from_numpy(numpy_helper.to_array(t).copy())
        if not t.name.startswith(("ints ", "number ", "row ")):
            weights[t.name] = values[t.name].requires_grad_()
    for node in graph.node:
        kw = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        out = OPERATORS[node.op_type]([values[n] for n in node.input if n], kw)
        for key, value in zip(node.output, out if isinstance(out, (tuple, list)) else [out]):
            values[key] = value
    y = values[told["output"]]
    loss = (y - wave(list(y.shape), 0.13)).square().mean()
    names = sorted(weights)
    found = torch.autograd.grad(loss, [weights[n] for n in names])
    digits = lambda x: float(f"{x:.7g}")
    return {"loss": digits(loss.item()), "gradients": [
        [digits(g.double().norm().item()), digits((g.double() * wave(list(g.shape), 0.7).double()).sum().item())] for g in found]}


folder = Path(sys.argv[1])
out = {path.stem: run(folder, path.stem) for path in sorted(folder.glob("*.onnx"))}
(HERE / "fixtures/unet-gradients.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
