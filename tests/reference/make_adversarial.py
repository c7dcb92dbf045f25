"""Losses of a discriminator with R1 and of its generator, by PyTorch's autograd (torch 2.13, float64 on a CPU).

R1 is taken by differentiating the logit by the features and that again, not by the closed form in use.
Usage: python make_adversarial.py  (needs torch, numpy); writes fixtures/adversarial.json
"""
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

HERE = Path(__file__).parent
BATCH, PLACES, WIDTHS, HIDDEN = 3, 4, [5, 7], 64


def wave(dims, a, b=0.011, c=0.5):
    i = np.arange(int(np.prod(dims)), dtype=np.float64)
    return torch.from_numpy((np.sin(a * i + c) * np.cos(b * i)).reshape(dims))


def logits(heads, features):
    each = [(F.leaky_relu(f @ w + b, 0.2) @ o).mean((1, 2)) for f, (w, b, o) in zip(features, heads)]
    return torch.stack(each).mean(0)


def main():
    heads = [[wave([w, HIDDEN], 0.3 + k), wave([HIDDEN], 0.9 + k), wave([HIDDEN, 1], 1.7 + k)] for k, w in enumerate(WIDTHS)]
    for head in heads:
        for tensor in head:
            tensor.requires_grad_()
    real = [wave([BATCH, PLACES, w], 0.41 + k).requires_grad_() for k, w in enumerate(WIDTHS)]
    fake = [wave([BATCH, PLACES, w], 0.57 + k).requires_grad_() for k, w in enumerate(WIDTHS)]
    # Each head and place by itself, as its own logit.
    penalty = 0
    for f, (w, b, o) in zip(real, heads):
        own = (F.leaky_relu(f @ w + b, 0.2) @ o).sum()
        (slope,) = torch.autograd.grad(own, f, create_graph=True)
        penalty = penalty + slope.square().sum(2).mean(1)
    rows = F.softplus(-logits(heads, real)) + F.softplus(logits(heads, fake)) + 0.5 * penalty
    names = ["in.weight", "in.bias", "out.weight"]
    gradients = torch.autograd.grad(rows.mean(), [t for head in heads for t in head], retain_graph=True)
    flat = lambda tensor: [round(x, 9) for x in tensor.flatten().tolist()]
    weights = torch.tensor([0.2, 0.5, 1.0], dtype=torch.float64)
    drawn = F.softplus(-logits(heads, fake)) * weights
    slopes = torch.autograd.grad(drawn.mean(), fake)
    facts = {
        "batch": BATCH, "places": PLACES, "widths": WIDTHS, "weights": weights.tolist(),
        "discriminator": {
            "rows": flat(rows),
            # Length and product with a wave: few numbers that stand for all.
            "gradients": {f"discriminator.{k}.{n}": [float(g.norm()), float((g.flatten() * wave([g.numel()], 0.7)).sum())]
                          for (k, n), g in zip([(k, n) for k in range(len(WIDTHS)) for n in names], gradients)},
        },
        "generator": {"rows": flat(drawn), "gradients": [flat(s) for s in slopes]},
    }
    (HERE / "fixtures/adversarial.json").write_text(json.dumps(facts) + "\n")


main()
