"""What a U-Net of Stable Diffusion 1.5 says when it is told its guidance (distilled LCM checkpoints).

The diffusers library adds the projected waves of the guidance to those of the time. Here the network is
written out in PyTorch, and held first to what diffusers computes without a guidance
(tests/fixtures/tiny-diffusion/golden.json). Writes tests/reference/fixtures/timestep-cond.json.
Usage: python make_timestep_cond.py
"""
import json
import math
import struct
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
HERE = Path(__file__).parent
TINY = HERE.parent / "fixtures" / "tiny-diffusion"
GROUPS, HEADS, CHANNELS = 4, 2, (16, 16, 32, 32)
WAVE_WIDTH = 256


def read(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    entries = json.loads(data[8 : 8 + length])
    kinds = {"F32": np.float32, "F16": np.float16}
    state = {}
    for name, entry in entries.items():
        if name == "__metadata__":
            continue
        start, end = (8 + length + at for at in entry["data_offsets"])
        numbers = np.frombuffer(data[start:end], kinds[entry["dtype"]]).astype(np.float32)
        state[name] = torch.from_numpy(numbers.reshape(entry["shape"]))
    return state


STATE = read(TINY / "unet_sd15.safetensors")


def wave(shape, a=0.37, b=0.011, c=0.5):
    index = np.arange(np.prod(shape), dtype=np.float64)
    return torch.from_numpy((np.sin(a * index + c) * np.cos(b * index)).astype(np.float32).reshape(shape))


def get(name):
    return STATE[f"{name}.weight"], STATE.get(f"{name}.bias")


def linear(x, name):
    return F.linear(x, *get(name))


def conv(x, name, stride=1):
    weight, bias = get(name)
    return F.conv2d(x, weight, bias, stride, padding=weight.shape[-1] // 2)


def norm(x, name, epsilon):
    return F.group_norm(x, GROUPS, *get(name), epsilon)


def resnet(x, told, name):
    h = conv(F.silu(norm(x, f"{name}.norm1", 1e-5)), f"{name}.conv1")
    h = h + linear(F.silu(told), f"{name}.time_emb_proj")[:, :, None, None]
    h = conv(F.silu(norm(h, f"{name}.norm2", 1e-5)), f"{name}.conv2")
    return h + (conv(x, f"{name}.conv_shortcut") if f"{name}.conv_shortcut.weight" in STATE else x)


def attention(x, context, name):
    def heads(y):
        return y.unflatten(-1, (HEADS, -1)).transpose(1, 2)

    parts = linear(x, f"{name}.to_q"), linear(context, f"{name}.to_k"), linear(context, f"{name}.to_v")
    made = F.scaled_dot_product_attention(*map(heads, parts)).transpose(1, 2).flatten(2)
    return linear(made, f"{name}.to_out.0")


def transformer(x, words, name):
    height = x.shape[2]
    h = conv(norm(x, f"{name}.norm", 1e-6), f"{name}.proj_in").flatten(2).transpose(1, 2)
    block = f"{name}.transformer_blocks.0"

    def normed(index):
        return F.layer_norm(h, h.shape[-1:], *get(f"{block}.norm{index}"), 1e-5)

    inner = normed(1)
    h = h + attention(inner, inner, f"{block}.attn1")
    h = h + attention(normed(2), words, f"{block}.attn2")
    value, gate = linear(normed(3), f"{block}.ff.net.0.proj").chunk(2, -1)
    h = h + linear(value * F.gelu(gate), f"{block}.ff.net.2")
    return x + conv(h.transpose(1, 2).unflatten(2, (height, -1)), f"{name}.proj_out")


def time_waves(times, width):
    frequencies = torch.exp(-math.log(10_000) * torch.arange(width // 2) / (width // 2))
    angles = times[:, None] * frequencies
    return torch.cat([torch.cos(angles), torch.sin(angles)], 1)


def guidance_waves(scale, width):
    """get_guidance_scale_embedding of diffusers, of the scale less one."""
    half = width // 2
    fall = torch.log(torch.tensor(10_000.0)) / (half - 1)
    frequencies = torch.exp(torch.arange(half, dtype=torch.float32) * -fall)
    angles = torch.tensor([1000.0 * (scale - 1)])[:, None] * frequencies
    return torch.cat([torch.sin(angles), torch.cos(angles)], 1)


def unet(sample, times, words, told=None):
    waves = time_waves(times, CHANNELS[0])
    if told is not None:
        waves = waves + linear(told, "time_embedding.cond_proj")
    told = linear(F.silu(linear(waves, "time_embedding.linear_1")), "time_embedding.linear_2")
    x = conv(sample, "conv_in")
    kept = [x]
    for level in range(4):
        for n in range(2):
            x = resnet(x, told, f"down_blocks.{level}.resnets.{n}")
            if level < 3:
                x = transformer(x, words, f"down_blocks.{level}.attentions.{n}")
            kept.append(x)
        if level < 3:
            x = conv(x, f"down_blocks.{level}.downsamplers.0.conv", 2)
            kept.append(x)
    x = resnet(x, told, "mid_block.resnets.0")
    x = resnet(transformer(x, words, "mid_block.attentions.0"), told, "mid_block.resnets.1")
    for level in range(4):
        for n in range(3):
            x = resnet(torch.cat([x, kept.pop()], 1), told, f"up_blocks.{level}.resnets.{n}")
            if level > 0:
                x = transformer(x, words, f"up_blocks.{level}.attentions.{n}")
        if level < 3:
            x = conv(F.interpolate(x, scale_factor=2.0), f"up_blocks.{level}.upsamplers.0.conv")
    return conv(F.silu(norm(x, "conv_norm_out", 1e-5)), "conv_out")


given = wave((2, 4, 16, 16)), torch.tensor([981.0, 981.0]), wave((2, 77, 32), 0.21, 0.003, 0.1)
with torch.no_grad():
    plain = unet(*given).flatten()
    known = json.loads((TINY / "golden.json").read_text())["models"]["unet_sd15"]["output"]
    wanted = torch.tensor(known.get("all") or known["first8"] + known["last4"])
    made = plain if "all" in known else torch.cat([plain[:8], plain[-4:]])
    difference = float((made - wanted).abs().max())
    assert difference < 1e-5, difference

    # Weights that every language computes alike.
    STATE["time_embedding.cond_proj.weight"] = 0.2 * wave((CHANNELS[0], WAVE_WIDTH), 0.13, 0.007, 0.3)
    cases = []
    for scale in (1.5, 7.5):
        waves = guidance_waves(scale, WAVE_WIDTH)
        out = unet(given[0][:1], given[1][:1], given[2][:1], waves)
        cases.append({
            "scale": scale,
            "waves": {"shape": list(waves.shape), "all": [float(f"{v:.7g}") for v in waves.flatten()]},
            "output": {"shape": list(out.shape), "all": [float(f"{v:.7g}") for v in out.flatten()]},
        })
about = f"torch {torch.__version__}; made by make_timestep_cond.py"
path = HERE / "fixtures" / "timestep-cond.json"
path.write_text(json.dumps({"about": about, "width": WAVE_WIDTH, "cases": cases}) + "\n")
print(difference, [c["output"]["all"][:3] for c in cases])
