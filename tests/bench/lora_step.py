"""The processor time of one step that teaches Spark's U-Net a LoRA, by PyTorch on a CPU: the other side of teach-step.ts.

The same network (resources/pretraining), rank, places of the adapters, rows and threads; memory is laid out
channels-last, as it was trained. Prints a JSON line for each line that arrives on its input.
Usage: python lora_step.py ROWS RANK THREADS STEPS  (needs torch)
"""
import json
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[2] / "resources/pretraining"))
from generator_model import UNet  # noqa: E402
from presets import PRESETS  # noqa: E402

rows, rank, threads, steps = map(int, sys.argv[1:])
torch.set_num_threads(threads)
torch.manual_seed(1)


class Beside(nn.Module):
    """A layer and a second way past it, through a matrix or kernel of few rows."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer.requires_grad_(False)
        out, *inner = layer.weight.shape
        self.down = nn.Parameter(torch.randn(rank, *inner) / inner[0] ** 0.5)
        self.up = nn.Parameter(torch.zeros(out, rank, *[1] * len(inner[1:])))

    def forward(self, x):
        if isinstance(self.layer, nn.Linear):
            return self.layer(x) + x @ self.down.T @ self.up.T
        low = F.conv2d(x, self.down, padding=self.layer.padding, stride=self.layer.stride)
        return self.layer(x) + F.conv2d(low, self.up)


def insert(module):
    for name, child in module.named_children():
        if isinstance(child, (nn.Linear, nn.Conv2d)):
            setattr(module, name, Beside(child))
        else:
            insert(child)


preset = PRESETS["nano"]
unet = UNet(preset).requires_grad_(False)
insert(unet)
unet.to(memory_format=torch.channels_last)
trained = [p for p in unet.parameters() if p.requires_grad]
adam = torch.optim.AdamW(trained, lr=1e-4)
sample = torch.randn(rows, 4, 32, 32).contiguous(memory_format=torch.channels_last)
told = (torch.rand(rows), torch.randn(rows, 32, preset.clip_width), torch.ones(rows, 32), F.normalize(torch.randn(rows, preset.clip_dimensions), dim=1))
clean = torch.randn(rows, 4, 32, 32)


def step():
    loss = (unet(sample, *told) - clean).square().mean((1, 2, 3)).mean()
    adam.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(trained, 1)
    adam.step()


step()
print(json.dumps({"trained": sum(p.numel() for p in trained)}), flush=True)
for _ in sys.stdin:
    before = time.process_time()
    for _ in range(steps):
        step()
    print(json.dumps({"seconds": (time.process_time() - before) / steps}), flush=True)
