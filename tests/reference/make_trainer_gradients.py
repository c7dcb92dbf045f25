"""Losses and gradients of Spark's graphs and of AdamW by PyTorch's autograd (torch 2.13, float32 on a CPU).

Runs each ONNX graph operator by operator in torch, with the inputs that trainer-spark.test.ts feeds,
and writes for every weight the gradient's length and its product with a wave.
Usage: python make_trainer_gradients.py  (needs torch, onnx, numpy)
"""
import json
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

HERE = Path(__file__).parent
SPARK = HERE.parent.parent / "resources/models/spark"
KINDS = {1: torch.float32, 7: torch.int64, 9: torch.bool, 10: torch.float16}


def wave(dims, a=0.37, b=0.011, c=0.5):
    i = np.arange(int(np.prod(dims)), dtype=np.float64)
    return torch.from_numpy((np.sin(a * i + c) * np.cos(b * i)).astype(np.float32).reshape(dims))


def reduce_axes(v, kw):
    return dict(dim=tuple(v[1].tolist()) if len(v) > 1 else tuple(range(v[0].dim())), keepdim=bool(kw.get("keepdims", 1)))


def gemm(v, kw):
    a, b = (v[0].T if kw.get("transA") else v[0]), (v[1].T if kw.get("transB") else v[1])
    return kw.get("alpha", 1.0) * a @ b + (kw.get("beta", 1.0) * v[2] if len(v) > 2 else 0)


def depth_to_space(v, kw):
    assert kw["mode"] == b"CRD"
    return F.pixel_shuffle(v[0], kw["blocksize"])


OPERATORS = {
    "Cast": lambda v, kw: v[0].to(KINDS[kw["to"]]),
    "Unsqueeze": lambda v, kw: [x := v[0], *[x := x.unsqueeze(d) for d in sorted(v[1].tolist())]][-1],
    "Mul": lambda v, kw: v[0] * v[1], "Sub": lambda v, kw: v[0] - v[1], "Add": lambda v, kw: v[0] + v[1],
    "Div": lambda v, kw: v[0] / v[1], "Pow": lambda v, kw: v[0] ** v[1], "Sqrt": lambda v, kw: v[0].sqrt(),
    "ReduceSum": lambda v, kw: v[0].sum(**reduce_axes(v, kw)), "ReduceMean": lambda v, kw: v[0].mean(**reduce_axes(v, kw)),
    "ReduceL2": lambda v, kw: v[0].square().sum(**reduce_axes(v, kw)).sqrt(),
    "Clip": lambda v, kw: v[0].clamp(min=v[1], max=v[2] if len(v) > 2 else None),
    "Cos": lambda v, kw: v[0].cos(), "Sin": lambda v, kw: v[0].sin(), "Sigmoid": lambda v, kw: v[0].sigmoid(),
    "Concat": lambda v, kw: torch.cat(v, kw["axis"]), "Gemm": gemm, "DepthToSpace": depth_to_space,
    "Reshape": lambda v, kw: v[0].reshape([n or v[0].shape[i] for i, n in enumerate(v[1].tolist())]),
    "Transpose": lambda v, kw: v[0].permute(kw["perm"]), "MatMul": lambda v, kw: v[0] @ v[1],
    "Conv": lambda v, kw: F.conv2d(*v, stride=kw["strides"], padding=kw["pads"][:2]),
    "Split": lambda v, kw: v[0].chunk(kw["num_outputs"], kw["axis"]),
    "LayerNormalization": lambda v, kw: F.layer_norm(v[0], v[1].shape, *v[1:], eps=kw["epsilon"]),
    "Softmax": lambda v, kw: v[0].softmax(kw["axis"]), "Gelu": lambda v, kw: F.gelu(v[0], approximate=kw["approximate"].decode()),
    "Shape": lambda v, kw: torch.tensor(v[0].shape[kw.get("start", 0):kw.get("end")]),
    "Equal": lambda v, kw: v[0] == v[1], "Not": lambda v, kw: ~v[0], "Gather": lambda v, kw: F.embedding(v[1], v[0]),
    "Expand": lambda v, kw: v[0].expand(v[1].tolist()),
}


def run(path, output, feeds):
    graph = onnx.load(SPARK / path).graph
    values = {"": None, **feeds}
    for t in graph.initializer:
        values[t.name] = torch.from_numpy(numpy_helper.to_array(t).copy())
    weights = {}
    for t in graph.initializer:
        if t.data_type == 1 and t.dims and t.name != "frequencies":
            weights[t.name] = values[t.name].requires_grad_()
    for node in graph.node:
        kw = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        out = OPERATORS[node.op_type]([values[n] for n in node.input if n], kw)
        for name, value in zip(node.output, out if isinstance(out, (tuple, list)) else [out]):
            values[name] = value
        if node.op_type == "Cast" and node.input[0].endswith("_half"):
            weights[node.output[0]] = values[node.output[0]].requires_grad_()
    y = values[output]
    loss = (y - wave(list(y.shape), 0.13)).square().mean()
    names = [n for n in weights]
    found = torch.autograd.grad(loss, [weights[n] for n in names], allow_unused=True)
    return {"loss": loss.item(), "gradients": {n: [g.double().norm().item(), (g.double() * wave(list(g.shape), 0.7).double()).sum().item()]
                                               for n, g in zip(names, found) if g is not None}}


def main():
    ids = torch.tensor([[5 + r * 32 + i if i < 6 else 0 for i in range(32)] for r in range(2)])
    mask = torch.tensor([[1.0 if i < 6 else 0.0 for i in range(32)]] * 2)
    unet = {"sample": wave([2, 4, 32, 32]), "timestep": torch.tensor([0.3, 0.7]),
            "encoder_hidden_states": wave([2, 32, 192], 0.21, 0.003, 0.1), "attention_mask": mask, "clip_embeds": wave([2, 256], 0.7) / 8}

    target = wave([40], 0.3)
    moved = wave([40]).requires_grad_()
    adam = torch.optim.AdamW([moved], lr=0.02, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.01)
    for _ in range(12):
        adam.zero_grad(); ((moved - target) ** 3).abs().sum().backward(); adam.step()

    out = {
        "graphs": {"unet/model.onnx": run("unet/model.onnx", "out_sample", unet),
                   "text_encoder/model.onnx": run("text_encoder/model.onnx", "last_hidden_state", {"input_ids": ids}),
                   "clip/text_model.onnx": run("clip/text_model.onnx", "text_embeds", {"input_ids": ids}),
                   "clip/vision_model.onnx": run("clip/vision_model.onnx", "image_embeds", {"pixel_values": wave([2, 3, 64, 64])})},
        "adamw": moved.tolist(),
    }
    digits = lambda v: {k: digits(x) for k, x in v.items()} if isinstance(v, dict) else [digits(x) for x in v] if isinstance(v, list) else float(f"{v:.8g}")
    (HERE / "fixtures/trainer-gradients.json").write_text(json.dumps(digits(out), indent=1) + "\n")


if __name__ == "__main__":
    main()
