"""FLUX.2 klein in miniature, by the reference implementations (diffusers 0.40, transformers 5.18, torch 2.13,
float32 on a CPU): a whole diffusers folder with random weights, the same transformer and autoencoder under
their original names, and what the networks and the pipelines compute with them.

Writes tests/fixtures/tiny-flux2. The names of the original files are checked by diffusers' own conversion.
Usage: python make_flux2.py path/to/qwen3/tokenizer.json path/to/qwen3/tokenizer_config.json
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import (
    AutoencoderKLFlux2, FlowMatchEulerDiscreteScheduler, Flux2KleinInpaintPipeline, Flux2KleinPipeline, Flux2Transformer2DModel,
)
from diffusers.loaders.single_file_utils import convert_flux2_transformer_checkpoint_to_diffusers
from PIL import Image
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, trainers
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

OUT = Path(__file__).parent.parent / "fixtures" / "tiny-flux2"
REAL = json.loads(Path(sys.argv[1]).read_text())
CHAT = json.loads(Path(sys.argv[2]).read_text())["chat_template"]
PAD = "<|endoftext|>"
OUT_LAYERS = (1, 2, 3)
torch.manual_seed(7)


def wave(dims, a=0.37, b=0.011, c=0.5):
    i = np.arange(int(np.prod(dims)), dtype=np.float64)
    return torch.from_numpy((np.sin(a * i + c) * np.cos(b * i)).astype(np.float32).reshape(dims))


def shake(model):
    """Norms begin as ones and zeros, which would hide a weight that is left out."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.ndim == 1:
                parameter.add_(torch.randn_like(parameter) * 0.2)
    return model.eval()


def tokenizer(whole):
    return PreTrainedTokenizerFast(tokenizer_object=whole, pad_token=PAD, chat_template=CHAT, padding_side="right")


def small_tokenizer():
    """Qwen's own rules with the first merges that a few words ask for, and all its whole tokens after them."""
    bpe = Tokenizer.from_str(json.dumps(REAL))
    bpe.model = models.BPE()
    words = ["a red apple on a table, still life", "the blue house by the sea at night", "<think> user assistant"]
    alphabet = [w for w, i in sorted(REAL["model"]["vocab"].items(), key=lambda e: e[1])[:256]]
    bpe.train_from_iterator(words * 4, trainers.BpeTrainer(vocab_size=300, initial_alphabet=alphabet, show_progress=False))
    made = json.loads(bpe.to_str())
    count = len(made["model"]["vocab"])
    made["added_tokens"] = [{**t, "id": count + n} for n, t in enumerate(REAL["added_tokens"])]
    return Tokenizer.from_str(json.dumps(made)), count + len(made["added_tokens"])


def original_transformer(state):
    """BFL's names and joined matrices."""
    out, taken = {}, set()
    renames = [
        ("x_embedder", "img_in"), ("context_embedder", "txt_in"), ("proj_out", "final_layer.linear"),
        ("time_guidance_embed.timestep_embedder.linear_1", "time_in.in_layer"),
        ("time_guidance_embed.timestep_embedder.linear_2", "time_in.out_layer"),
        ("modulation_img.linear", "modulation_img.lin"), ("modulation_txt.linear", "modulation_txt.lin"),
        ("single_stream_modulation.linear", "single_stream_modulation.lin"),
        ("attn.norm_q.weight", "img_attn.norm.query_norm.scale"), ("attn.norm_k.weight", "img_attn.norm.key_norm.scale"),
        ("attn.norm_added_q.weight", "txt_attn.norm.query_norm.scale"), ("attn.norm_added_k.weight", "txt_attn.norm.key_norm.scale"),
        ("attn.to_out.0", "img_attn.proj"), ("attn.to_add_out", "txt_attn.proj"),
        ("ff_context.linear_in", "txt_mlp.0"), ("ff_context.linear_out", "txt_mlp.2"), ("ff.linear_in", "img_mlp.0"), ("ff.linear_out", "img_mlp.2"),
        ("single_transformer_blocks.", "single_blocks."), ("transformer_blocks.", "double_blocks."),
        ("attn.to_qkv_mlp_proj", "linear1"), ("attn.to_out", "linear2"),
    ]
    for name, value in state.items():
        if name == "norm_out.linear.weight":
            out["final_layer.adaLN_modulation.1.weight"] = torch.cat(value.chunk(2)[::-1])
            continue
        for part, (q, k, v) in {"img": ("to_q", "to_k", "to_v"), "txt": ("add_q_proj", "add_k_proj", "add_v_proj")}.items():
            if f"attn.{q}.weight" in name:
                joined = torch.cat([state[name.replace(q, one)] for one in (q, k, v)])
                out[name.replace("transformer_blocks", "double_blocks").replace(f"attn.{q}", f"{part}_attn.qkv")] = joined
            taken |= {name} if any(f"attn.{one}.weight" in name for one in (q, k, v)) else set()
        if name in taken:
            continue
        new = name
        for old, replacement in renames:
            if name.startswith("single_") and replacement.startswith("img_attn.norm"):
                replacement = replacement.replace("img_attn.", "")
            new = new.replace(old, replacement)
        out[new] = value
    back = convert_flux2_transformer_checkpoint_to_diffusers({k: v.clone() for k, v in out.items()})
    assert back.keys() == state.keys() and all(torch.equal(back[k], state[k]) for k in state)
    return out


def original_autoencoder(state, levels=4):
    out = {}
    for name, value in state.items():
        if "num_batches_tracked" in name:
            continue
        new = name
        for old, replacement in [
            ("mid_block.resnets.0", "mid.block_1"), ("mid_block.resnets.1", "mid.block_2"), ("conv_shortcut", "nin_shortcut"),
            ("mid_block.attentions.0.group_norm", "mid.attn_1.norm"), ("mid_block.attentions.0.to_out.0", "mid.attn_1.proj_out"),
            ("mid_block.attentions.0.to_", "mid.attn_1."), ("conv_norm_out", "norm_out"),
            *[(f"up_blocks.{n}.", f"up.{levels - 1 - n}.") for n in range(levels)],
            *[(f"down_blocks.{n}.", f"down.{n}.") for n in range(levels)],
            ("samplers.0", "sample"), ("resnets", "block"),
        ]:
            new = new.replace(old, replacement)
        new = {"quant_conv": "encoder.", "post_quant_conv": "decoder."}.get(new.split(".")[0], "") + new
        out[new] = value[:, :, None, None] if "attn_1" in new and value.ndim == 2 else value
    return out


def main():
    small, tokens = small_tokenizer()
    encoder = shake(Qwen3ForCausalLM(Qwen3Config(
        vocab_size=tokens, hidden_size=32, intermediate_size=48, num_hidden_layers=4, num_attention_heads=4,
        num_key_value_heads=2, head_dim=16, initializer_range=0.25, tie_word_embeddings=True, use_sliding_window=False,
        rope_parameters={"rope_type": "default", "rope_theta": 1_000_000.0})))
    transformer = shake(Flux2Transformer2DModel(
        in_channels=16, num_layers=2, num_single_layers=2, attention_head_dim=16, num_attention_heads=2,
        joint_attention_dim=96, axes_dims_rope=(4, 4, 4, 4), guidance_embeds=False))
    vae = shake(AutoencoderKLFlux2(block_out_channels=(8, 8, 16, 16), latent_channels=4, norm_num_groups=4))
    with torch.no_grad():
        vae.bn.running_mean.copy_(torch.randn(16) * 0.3)
        vae.bn.running_var.copy_(torch.rand(16) + 0.5)
    scheduler = FlowMatchEulerDiscreteScheduler(
        shift=3.0, use_dynamic_shifting=True, base_shift=0.5, max_shift=1.15, base_image_seq_len=256, max_image_seq_len=4096)
    parts = dict(scheduler=scheduler, vae=vae, text_encoder=encoder, tokenizer=tokenizer(small), transformer=transformer)
    pipe = Flux2KleinPipeline(**parts, is_distilled=True)
    pipe.save_pretrained(OUT)
    (OUT / "tokenizer" / "tokenizer_config.json").write_text(json.dumps({"pad_token": PAD, "tokenizer_class": "Qwen2Tokenizer"}))
    (OUT / "tokenizer" / "chat_template.jinja").unlink(missing_ok=True)
    original = OUT / "original"
    original.mkdir(exist_ok=True)
    contiguous = lambda tensors: {k: v.contiguous() for k, v in tensors.items()}
    save_file(contiguous(original_transformer(transformer.state_dict())), original / "flux-2-tiny.safetensors")
    save_file(contiguous(original_autoencoder(vae.state_dict())), original / "flux2-vae.safetensors")

    expected, told = {}, {}
    with torch.no_grad():
        prompts = ["a red apple on a table", "Ünïcode 苹果, don't you think?  two  spaces\n1234"]
        embeds = [Flux2KleinPipeline._get_qwen3_prompt_embeds(encoder, pipe.tokenizer, p, max_sequence_length=48, hidden_states_layers=OUT_LAYERS) for p in prompts]
        told["prompts"] = [
            {"prompt": p, "ids": pipe.tokenizer(pipe.tokenizer.apply_chat_template([{"role": "user", "content": p}], tokenize=False, add_generation_prompt=True, enable_thinking=False), padding="max_length", truncation=True, max_length=48)["input_ids"]}
            for p in prompts]
        expected["text"] = torch.cat(embeds)
        ids = lambda h, w, text: (Flux2KleinPipeline._prepare_latent_ids(torch.zeros(1, 1, h, w)), Flux2KleinPipeline._prepare_text_ids(torch.zeros(1, text, 1)))
        img, txt = ids(4, 6, 10)
        expected["transformer"] = transformer(
            hidden_states=wave([1, 24, 16]), encoder_hidden_states=wave([1, 10, 96], 0.21, 0.003, 0.1),
            timestep=torch.tensor([0.7]), img_ids=img, txt_ids=txt, guidance=None, return_dict=False)[0]
        expected["decoded"] = vae.decode(wave([1, 4, 8, 12]), return_dict=False)[0]
        expected["moments"] = vae.encode(wave([1, 3, 32, 48], 0.05, 0.0007, 0.2)).latent_dist.parameters

        def run(name, pipeline, **settings):
            noise = torch.Generator().manual_seed(42)
            common = dict(prompt=prompts[0], height=64, width=96, num_inference_steps=4, text_encoder_out_layers=OUT_LAYERS, generator=noise)
            expected[f"{name}.latent"] = pipeline(**common, **settings, output_type="latent").images
            common["generator"] = torch.Generator().manual_seed(42)
            picture = pipeline(**common, **settings, output_type="np").images
            expected[f"{name}.picture"] = torch.from_numpy((picture[0] * 255).round().astype(np.uint8))

        pipe.set_progress_bar_config(disable=True)
        run("distilled", pipe, guidance_scale=1.0)
        run("guided", Flux2KleinPipeline(**parts, is_distilled=False), guidance_scale=4.0)
        lora = {}
        for n, (name, rank) in enumerate([("transformer_blocks.0.attn.to_k", 2), ("transformer_blocks.1.attn.add_v_proj", 3), ("transformer_blocks.0.ff_context.linear_in", 2), ("single_transformer_blocks.1.attn.to_qkv_mlp_proj", 4), ("single_transformer_blocks.0.attn.to_out", 2)]):
            rows, columns = transformer.get_submodule(name).weight.shape
            lora[f"transformer.{name}.lora_A.weight"] = torch.randn(rank, columns) * 0.3
            lora[f"transformer.{name}.lora_B.weight"] = torch.randn(rows, rank) * 0.3
        save_file(contiguous(lora), OUT / "lora-diffusers.safetensors")
        joined = {}
        for name, rows, columns in [("double_blocks.1.img_attn.qkv", 96, 32), ("double_blocks.0.txt_attn.proj", 32, 32), ("single_blocks.0.linear1", 288, 32)]:
            joined[f"diffusion_model.{name}.lora_A.weight"] = torch.randn(3, columns) * 0.3
            joined[f"diffusion_model.{name}.lora_B.weight"] = torch.randn(rows, 3) * 0.3
        save_file(contiguous(joined), OUT / "lora-original.safetensors")
        for kind in ("diffusers", "original"):
            pipe.load_lora_weights(OUT / f"lora-{kind}.safetensors", adapter_name=kind)
            pipe.set_adapters([kind], [0.8])
            run(f"lora-{kind}", pipe, guidance_scale=1.0)
            pipe.delete_adapters(kind)
        pipe.unload_lora_weights()
        start = Image.fromarray(((wave([64, 96, 3], 0.05, 0.0007, 0.2).numpy() + 1) * 127.5).round().astype(np.uint8))
        everywhere = Image.new("L", (96, 64), 255)
        run("started", Flux2KleinInpaintPipeline(**parts, is_distilled=True), image=start, mask_image=everywhere, strength=0.75, guidance_scale=1.0)
        expected["start"] = torch.from_numpy(np.array(start))
    save_file(contiguous(expected), OUT / "expected.safetensors")

    whole = tokenizer(Tokenizer.from_str(json.dumps(REAL)))
    texts = [*prompts, "", "A photo of 3 cats sitting on a sofa, 50mm f/1.8", "红色的苹果在木桌上", "naïve café — “quoted” 🙂 #hash\t\ttabs", "I'LL we've it's", "<|im_end|> in the middle"]
    told["qwen"] = [
        {"prompt": p, "ids": whole(whole.apply_chat_template([{"role": "user", "content": p}], tokenize=False, add_generation_prompt=True, enable_thinking=False))["input_ids"]} for p in texts]
    rows = lambda entries: ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in entries)
    (OUT / "tokens.json").write_text("{\n" + ",\n".join(f' "{k}": [\n{rows(v)}\n ]' for k, v in told.items()) + "\n}\n")


main()
