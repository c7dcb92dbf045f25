"""Image to image at several strengths, by the reference implementation (diffusers, float32 on a CPU).

The tiny networks of tests/fixtures/tiny-diffusion, ten steps, guidance 5, the picture and the seed of
`img2img_ddim_10_strength0.6_cfg5` there, which this script also makes again and compares.
Writes tests/reference/fixtures/img2img-strengths.json. Usage: python make_img2img.py
"""
import json
from pathlib import Path

import diffusers
import numpy as np
import torch
from diffusers import AutoencoderKL, StableDiffusionImg2ImgPipeline, UNet2DConditionModel
from safetensors.torch import load_file
from transformers import CLIPTextConfig, CLIPTextModel

HERE = Path(__file__).parent
TINY = HERE.parent / "fixtures" / "tiny-diffusion"
golden = json.loads((TINY / "golden.json").read_text())
models, known = golden["models"], golden["pipelines"]["img2img_ddim_10_strength0.6_cfg5"]


def network(kind, name, file=None):
    config = models[name]["config"]
    made = kind(CLIPTextConfig(**config)) if kind is CLIPTextModel else kind(**config)
    state = load_file(TINY / (file or models[name]["file"]))
    expected = set(made.state_dict())
    state = {key if key in expected else key.removeprefix("text_model."): value.float() for key, value in state.items()}
    missing, unexpected = made.load_state_dict(state, strict=False)
    assert not [k for k in missing if "position_ids" not in k] and not [k for k in unexpected if "position_ids" not in k], (missing, unexpected)
    return made.eval()


unet, vae = network(UNet2DConditionModel, "unet_sd15"), network(AutoencoderKL, "vae")
text = network(CLIPTextModel, "text_clip")
index = np.arange(3 * 64 * 64, dtype=np.float64)
wave = (np.sin(0.05 * index + 0.2) * np.cos(0.0007 * index)).astype(np.float32).reshape(1, 3, 64, 64)
image = torch.from_numpy(wave * np.float32(0.5) + np.float32(0.5))
with torch.no_grad():
    told, untold = text(torch.tensor(models["text_clip"]["input_ids"])).last_hidden_state.split(1)


def run(scheduler, strength):
    pipeline = StableDiffusionImg2ImgPipeline(
        vae=vae, text_encoder=text, tokenizer=None, unet=unet, safety_checker=None, feature_extractor=None,
        scheduler=getattr(diffusers, scheduler["cls"]).from_config(scheduler["config"]),
    )
    pipeline.set_progress_bar_config(disable=True)
    made = pipeline(
        prompt_embeds=told, negative_prompt_embeds=untold, image=image, strength=strength, num_inference_steps=10,
        guidance_scale=5.0, generator=torch.Generator("cpu").manual_seed(11), output_type="latent",
    )
    return made.images


again = run(known["scheduler"], 0.6).flatten().numpy()
difference = float(np.abs(again - np.array(known["latents"]["all"], np.float32)).max())
assert difference < 1e-5, difference

euler = golden["pipelines"]["txt2img_euler_5_cfg7.5"]["scheduler"]
cases = []
for scheduler in (known["scheduler"], euler):
    for strength in (0.3, 0.6, 0.9):
        latents = run(scheduler, strength)
        cases.append({
            "scheduler": scheduler,
            "strength": strength,
            "latents": {"shape": list(latents.shape), "all": [float(f"{v:.8g}") for v in latents.flatten().tolist()]},
        })
about = f"diffusers {diffusers.__version__}, torch {torch.__version__}; made by make_img2img.py"
(HERE / "fixtures" / "img2img-strengths.json").write_text(json.dumps({"about": about, "steps": 10, "guidance": 5, "cases": cases}) + "\n")
print(difference, [c["latents"]["all"][:2] for c in cases])
