"""Contrastive losses and their gradients by PyTorch's autograd (torch 2.13, float64 on a CPU).

Usage: python make_contrast.py  (needs torch, numpy); writes fixtures/contrast.json
"""
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

HERE = Path(__file__).parent
BATCH, WIDTH, SCALE, MARGIN = 5, 6, 12.0, 0.2
CAPTIONS = ["a", "b", "a", "c", "b"]


def wave(dims, a, b=0.011, c=0.5):
    i = np.arange(int(np.prod(dims)), dtype=np.float64)
    return torch.from_numpy((np.sin(a * i + c) * np.cos(b * i)).reshape(dims))


def infonce(pictures, texts, alike):
    logits = (SCALE * pictures @ texts.T).masked_fill(alike, -torch.inf)
    own = torch.arange(BATCH)
    both = [F.cross_entropy(side, own, reduction="none") for side in (logits, logits.T)]
    return (both[0] + both[1]) / 2


def triplet(pictures, texts, alike):
    cosines = pictures @ texts.T
    wrong = ~(alike | torch.eye(BATCH, dtype=bool))
    rows = []
    for side in (cosines, cosines.T):
        hinges = F.relu(side - side.diagonal()[:, None] + MARGIN) * wrong
        rows.append(hinges.sum(1) / wrong.sum(1))
    return SCALE * (rows[0] + rows[1]) / 2


def main():
    alike = torch.tensor([[i != j and CAPTIONS[i] == CAPTIONS[j] for j in range(BATCH)] for i in range(BATCH)])
    results = {}
    for name, loss in (("infonce", infonce), ("triplet", triplet)):
        pictures = wave([BATCH, WIDTH], 0.7).requires_grad_()
        texts = wave([BATCH, WIDTH], 1.3).requires_grad_()
        rows = loss(F.normalize(pictures, dim=1), F.normalize(texts, dim=1), alike)
        rows.mean().backward()
        flat = lambda tensor: [round(x, 9) for x in tensor.flatten().tolist()]
        results[name] = {"rows": flat(rows), "pictures": flat(pictures.grad), "texts": flat(texts.grad)}
    facts = {"captions": CAPTIONS, "width": WIDTH, "scale": SCALE, **results}
    (HERE / "fixtures/contrast.json").write_text(json.dumps(facts) + "\n")


main()
