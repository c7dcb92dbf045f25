"""Muon for weight matrices, AdamW for the rest, behind one interface.

Muon (K. Jordan et al., 2024, https://kellerjordan.github.io/posts/muon/) replaces each
momentum matrix by the nearest semi-orthogonal one, found with a few Newton-Schulz
iterations.  With so little compute it reaches the same loss in clearly fewer samples.
"""

from __future__ import annotations

import torch

from common import fast_bfloat16


def orthogonalise(g: torch.Tensor, steps: int = 5) -> torch.Tensor:
    """Approximates U V^T of the singular value decomposition of `g` [..., rows, columns].

    The quintic iteration pushes every singular value towards 1; its coefficients trade
    exactness for speed and leave them roughly within 0.7 .. 1.2.
    """
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.bfloat16() if fast_bfloat16(g.device.type) else g.float()
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    tall = x.size(-2) > x.size(-1)
    if tall:
        x = x.mT
    for _ in range(steps):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.mT if tall else x).to(g.dtype)


class Optimizer:
    """Weight matrices and convolution kernels (flattened to [out, rest]) go to Muon, all else to AdamW."""

    def __init__(self, model: torch.nn.Module, rate: float, matrix_rate: float, decay: float = 0.02, momentum: float = 0.95):
        self.rate, self.matrix_rate, self.decay, self.momentum = rate, matrix_rate, decay, momentum
        self.matrices, rest = [], []
        for name, p in model.named_parameters():
            if not p.requires_grad:
                continue
            is_table = "table" in name or "position" in name
            is_edge = "edge" in name  # first and last layers: better left to AdamW
            (self.matrices if p.ndim >= 2 and not is_table and not is_edge else rest).append(p)
        self.buffers = [torch.zeros_like(p) for p in self.matrices]
        self.adam = torch.optim.AdamW(rest, lr=rate, betas=(0.9, 0.98), weight_decay=0.0, foreach=True)

    def zero_grad(self) -> None:
        for p in self.matrices:
            p.grad = None
        self.adam.zero_grad(set_to_none=True)

    @torch.no_grad()
    def step(self, factor: float) -> None:
        """One update with both learning rates multiplied by `factor`."""
        for group in self.adam.param_groups:
            group["lr"] = self.rate * factor
        self.adam.step()
        lr = self.matrix_rate * factor
        by_shape: dict[tuple, list[int]] = {}
        for i, p in enumerate(self.matrices):
            if p.grad is not None:
                by_shape.setdefault((p.shape[0], p.numel() // p.shape[0]), []).append(i)
        for (rows, columns), indices in by_shape.items():
            directions = []
            for i in indices:
                g, m = self.matrices[i].grad, self.buffers[i]
                m.lerp_(g, 1 - self.momentum)
                directions.append(g.lerp(m, self.momentum).reshape(rows, columns))
            update = orthogonalise(torch.stack(directions))
            scale = lr * max(1.0, rows / columns) ** 0.5
            for i, u in zip(indices, update):
                p = self.matrices[i]
                p.mul_(1 - lr * self.decay).add_(u.reshape(p.shape), alpha=-scale)

    def state(self) -> dict:
        return {"adam": self.adam.state_dict(), "buffers": self.buffers}

    def load(self, state: dict) -> None:
        self.adam.load_state_dict(state["adam"])
        for mine, saved in zip(self.buffers, state["buffers"]):
            mine.copy_(saved)
