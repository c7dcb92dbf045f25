"""Inpainting with a nine-channel U-Net, by the reference implementation (diffusers, float32 on a CPU).

The tiny networks of tests/fixtures/tiny-diffusion; the U-Net's first layer is widened from four to nine
channels by numbers that every language computes alike (wave below). Ten steps, guidance 5, seed 11.
Writes tests/reference/fixtures/inpaint-nine-channels.json. Usage: python make_inpaint.py
"""
import json
from pathlib import Path

import diffusers
import numpy as np
import torch
from diffusers import AutoencoderKL, StableDiffusionInpaintPipeline, UNet2DConditionModel
from safetensors.torch import load_file
from transformers import CLIPTextConfig, CLIPTextModel

torch.set_num_threads(1)
HERE = Path(__file__).parent
TINY = HERE.parent / "fixtures" / "tiny-diffusion"
golden = json.loads((TINY / "golden.json").read_text())
models = golden["models"]


def wave(shape, a, b, c):
    index = np.arange(int(np.prod(shape)), dtype=np.float64)
    return torch.from_numpy((np.sin(a * index + c) * np.cos(b * index)).astype(np.float32).reshape(shape))


def network(kind, name, **changes):
    config = {**models[name]["config"], **changes}
    made = kind(CLIPTextConfig(**config)) if kind is CLIPTextModel else kind(**config)
    state = {key: value.float() for key, value in load_file(TINY / models[name]["file"]).items()}
    expected = set(made.state_dict())
    state = {key if key in expected else key.removeprefix("text_model."): value for key, value in state.items()}
    if "in_channels" in changes:
        state["conv_in.weight"] = torch.cat([state["conv_in.weight"], wave((16, 5, 3, 3), 0.3, 0.011, 0.1)], dim=1)
    missing, unexpected = made.load_state_dict(state, strict=False)
    assert not [k for k in [*missing, *unexpected] if "position_ids" not in k], (missing, unexpected)
    return made.eval()


unet, vae = network(UNet2DConditionModel, "unet_sd15", in_channels=9), network(AutoencoderKL, "vae")
text = network(CLIPTextModel, "text_clip")
image = wave((1, 3, 64, 64), 0.05, 0.0007, 0.2) * 0.5 + 0.5
# A soft one: what is below a half is kept.
mask = torch.zeros(1, 1, 64, 64)
mask[..., 10:50, 18:58] = 0.4
mask[..., 14:46, 22:54] = 0.6
mask[..., 20:40, 30:48] = 1.0
with torch.no_grad():
    told, untold = text(torch.tensor(models["text_clip"]["input_ids"])).last_hidden_state.split(1)

ddim = golden["pipelines"]["img2img_ddim_10_strength0.6_cfg5"]["scheduler"]
euler = golden["pipelines"]["txt2img_euler_5_cfg7.5"]["scheduler"]
cases = []
for scheduler in (ddim, euler):
    for strength in (0.6, 1.0):
        pipeline = StableDiffusionInpaintPipeline(
            vae=vae, text_encoder=text, tokenizer=None, unet=unet, safety_checker=None, feature_extractor=None,
            scheduler=getattr(diffusers, scheduler["cls"]).from_config(scheduler["config"]),
            requires_safety_checker=False,
        )
        pipeline.set_progress_bar_config(disable=True)
        latents = pipeline(
            prompt_embeds=told, negative_prompt_embeds=untold, image=image, mask_image=mask, strength=strength,
            height=64, width=64, num_inference_steps=10, guidance_scale=5.0,
            generator=torch.Generator("cpu").manual_seed(11), output_type="latent",
        ).images
        cases.append({
            "scheduler": scheduler,
            "strength": strength,
            "latents": {"shape": list(latents.shape), "all": [float(f"{v:.8g}") for v in latents.flatten().tolist()]},
        })
about = f"diffusers {diffusers.__version__}, torch {torch.__version__}; made by make_inpaint.py"
(HERE / "fixtures" / "inpaint-nine-channels.json").write_text(json.dumps({"about": about, "steps": 10, "guidance": 5, "cases": cases}) + "\n")
print([c["latents"]["all"][:3] for c in cases])
