"""What U-Nets of Stable Diffusion 1.5 and SDXL say when an IP-Adapter shows them a picture (diffusers, float32, CPU).

The tiny networks of tests/fixtures/tiny-diffusion with an adapter whose numbers every language computes alike:
one answer with the picture in all blocks and one in the style blocks alone, then four steps of image to image.
Writes tests/reference/fixtures/ip-adapter.json. Usage: python make_ip_adapter.py
"""
import json
from pathlib import Path

import diffusers
import numpy as np
import torch
from diffusers import AutoencoderKL, StableDiffusionImg2ImgPipeline, StableDiffusionXLImg2ImgPipeline, UNet2DConditionModel
from safetensors.torch import load_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

HERE = Path(__file__).parent
TINY = HERE.parent / "fixtures" / "tiny-diffusion"
golden = json.loads((TINY / "golden.json").read_text())
models = golden["models"]
TOKENS, EMBED = 4, 24
STEPS, STRENGTH, GUIDANCE, WEIGHT, SEED = 5, 0.8, 5.0, 0.7, 11
STYLE = {"sd1": {"up": {"block_1": [WEIGHT] * 3}}, "sdxl": {"up": {"block_0": [0.0, WEIGHT, 0.0]}}}


def wave(shape, a=0.37, b=0.011, c=0.5):
    index = np.arange(np.prod(shape), dtype=np.float64)
    return torch.from_numpy((np.sin(a * index + c) * np.cos(b * index)).astype(np.float32).reshape(shape))


def network(kind, name, config_kind=None):
    config = models[name]["config"]
    made = kind(config_kind(**config)) if config_kind else kind(**config)
    state = load_file(TINY / models[name]["file"])
    expected = set(made.state_dict())
    state = {key if key in expected else key.removeprefix("text_model."): value.float() for key, value in state.items()}
    missing, unexpected = made.load_state_dict(state, strict=False)
    assert not [k for k in missing if "position_ids" not in k] and not [k for k in unexpected if "position_ids" not in k], (missing, unexpected)
    return made.eval()


def adapter_for(unet):
    """Tensors as in a published file; phases differ, so that no two of them can be mistaken for each other."""
    context = unet.config.cross_attention_dim
    projection = {
        "proj.weight": 0.3 * wave((TOKENS * context, EMBED), 0.29, 0.005, 0.2),
        "proj.bias": 0.1 * wave((TOKENS * context,), 0.4, 0.02, 0.9),
        "norm.weight": 1 + 0.2 * wave((context,), 0.5, 0.01, 0.3),
        "norm.bias": 0.1 * wave((context,), 0.6, 0.01, 0.7),
    }
    looks, n = {}, 0
    for name in unet.attn_processors:
        if not name.endswith("attn2.processor"):
            continue
        layer = unet.get_submodule(name.removesuffix(".processor"))
        width = layer.to_q.out_features
        for part, shift in (("k", 0.1), ("v", 0.45)):
            looks[f"{2 * n + 1}.to_{part}_ip.weight"] = 0.4 * wave((width, context), 0.31, 0.007, shift + 0.8 * n)
        n += 1
    return {"image_proj": projection, "ip_adapter": looks}


def numbers(tensor):
    return {"shape": list(tensor.shape), "all": [float(f"{v:.8g}") for v in tensor.flatten().tolist()]}


def told(kind):
    ids = torch.tensor(models["text_clip"]["input_ids"])
    first = network(CLIPTextModel, "text_clip", CLIPTextConfig)
    with torch.no_grad():
        if kind == "sd1":
            return first(ids).last_hidden_state.split(1), (None, None)
        second = network(CLIPTextModelWithProjection, "text_proj", CLIPTextConfig)
        one, two = first(ids, output_hidden_states=True), second(ids, output_hidden_states=True)
        return torch.cat([one.hidden_states[-2], two.hidden_states[-2]], -1).split(1), two.text_embeds.split(1)


index = np.arange(3 * 64 * 64, dtype=np.float64)
picture = (np.sin(0.05 * index + 0.2) * np.cos(0.0007 * index)).astype(np.float32).reshape(1, 3, 64, 64)
image = torch.from_numpy(picture * np.float32(0.5) + np.float32(0.5))
embeds = wave((1, 1, EMBED), 0.7, 0.03, 0.4)
scheduler_config = golden["pipelines"]["txt2img_euler_5_cfg7.5"]["scheduler"]
cases = []
for kind in ("sd1", "sdxl"):
    unet, vae = network(UNet2DConditionModel, "unet_sd15" if kind == "sd1" else "unet_sdxl"), network(AutoencoderKL, "vae")
    unet._load_ip_adapter_weights([adapter_for(unet)], low_cpu_mem_usage=False)
    scheduler = getattr(diffusers, scheduler_config["cls"]).from_config(scheduler_config["config"])
    parts = {"vae": vae, "text_encoder": None, "tokenizer": None, "unet": unet, "scheduler": scheduler}
    if kind == "sd1":
        pipeline = StableDiffusionImg2ImgPipeline(**parts, safety_checker=None, feature_extractor=None, requires_safety_checker=False)
    else:
        pipeline = StableDiffusionXLImg2ImgPipeline(**parts, text_encoder_2=None, tokenizer_2=None, add_watermarker=False)
    pipeline.set_progress_bar_config(disable=True)

    context = unet.config.cross_attention_dim
    given = wave((2, 4, 16, 16)), torch.tensor([981.0, 401.0]), wave((2, 77, context), 0.21, 0.003, 0.1)
    added = {"image_embeds": [torch.cat([embeds, 0.5 * embeds])]}
    if kind == "sdxl":
        sizes = torch.tensor([[128.0, 128.0, 0.0, 0.0, 128.0, 128.0]] * 2)
        added |= {"text_embeds": wave((2, 32), 0.33, 0.02, 0.6), "time_ids": sizes}
    steps = {}
    with torch.no_grad():
        for name, scale in (("all", WEIGHT), ("style", STYLE[kind]), ("none", 0.0)):
            pipeline.set_ip_adapter_scale(scale)
            steps[name] = unet(*given, added_cond_kwargs=added).sample
    assert (steps["all"] - steps["style"]).abs().max() > 1e-3 and (steps["style"] - steps["none"]).abs().max() > 1e-3

    pipeline.set_ip_adapter_scale(STYLE[kind])
    (positive, negative), (pooled, pooled_negative) = told(kind)
    pooled_parts = {} if pooled is None else {"pooled_prompt_embeds": pooled, "negative_pooled_prompt_embeds": pooled_negative}
    latents = pipeline(
        prompt_embeds=positive, negative_prompt_embeds=negative, **pooled_parts, image=image, strength=STRENGTH,
        num_inference_steps=STEPS, guidance_scale=GUIDANCE, generator=torch.Generator("cpu").manual_seed(SEED),
        ip_adapter_image_embeds=[torch.cat([torch.zeros_like(embeds), embeds])], output_type="latent",
    ).images
    cases.append({
        "kind": kind,
        "steps": {name: numbers(out[:, :, ::2, ::2]) for name, out in steps.items()},
        "scheduler": scheduler_config,
        "latents": numbers(latents),
    })
about = f"diffusers {diffusers.__version__}, torch {torch.__version__}; made by make_ip_adapter.py"
told_run = {"steps": STEPS, "strength": STRENGTH, "guidance": GUIDANCE, "weight": WEIGHT, "seed": SEED, "tokens": TOKENS, "embed": EMBED}
(HERE / "fixtures" / "ip-adapter.json").write_text(json.dumps({"about": about, **told_run, "cases": cases}) + "\n")
print([c["latents"]["all"][:3] for c in cases])
