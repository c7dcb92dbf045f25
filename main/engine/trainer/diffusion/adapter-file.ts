/** Adapters by the names and metadata that programs around each family read. */
import type { Recipe } from '#shared/domain/training.ts';
import { flatLayer } from '#shared/safetensors/lora.ts';
import type { PictureFamily } from '#shared/safetensors/recognise.ts';

/** As kohya's scripts call a layer of the U-Net. */
export function adapterLayerOf(weight: string): string {
  return `lora_unet_${flatLayer(weight.replace(/\.weight$/, ''))}`;
}

/** What is taught: products and convolutions of the transformers, as those scripts choose by themselves. */
export function isTaughtLayer(weight: string): boolean {
  return /(?:^|\.)attentions\.\d+\./.test(weight);
}

/** As diffusers calls a layer of FLUX.2's transformer. */
export function flux2LayerOf(weight: string): string {
  return `transformer.${weight.replace(/\.weight$/, '')}`;
}

/** Of FLUX.2, what diffusers' script for it chooses by itself: where the picture looks, and all of the blocks that it shares with the text. */
export function isTaughtFlux2Layer(weight: string): boolean {
  return /(?:^transformer_blocks\.\d+\.attn\.to_(?:[qkv]|out\.0)|^single_transformer_blocks\.\d+\.attn\.to_(?:qkv_mlp_proj|out))\.weight$/.test(
    weight,
  );
}

/** What kohya's scripts call the lines that a LoRA is for. */
const baseNames: Readonly<Record<PictureFamily, string>> = {
  ...{ sd1: 'sd_v1', sd2: 'sd_v2', sdxl: 'sdxl_base_v1-0', flux2: 'flux2' },
};

export function describeDiffusionAdapter(
  { family }: { readonly family: PictureFamily },
  recipe: Recipe,
): Record<string, string> {
  return {
    ss_base_model_version: baseNames[family],
    // Their own programs ask for it; diffusers' names are no module of theirs.
    ...(family === 'flux2' ? {} : { ss_network_module: 'networks.lora' }),
    ss_network_dim: String(recipe.rank),
    // alpha is the rank, which is what a file without alphas means.
    ss_network_alpha: String(recipe.rank),
    'easel.base': recipe.checkpointHash,
    'easel.recipe': JSON.stringify(recipe),
    'modelspec.trigger_phrase': recipe.trigger,
  };
}
