/** Adapters for the Stable Diffusion line, by the names and metadata that programs around it read. */
import type { DiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import type { Recipe } from '#shared/domain/training.ts';
import { flatLayer } from '#shared/safetensors/lora.ts';

/** As kohya's scripts call a layer of the U-Net. */
export function adapterLayerOf(weight: string): string {
  return `lora_unet_${flatLayer(weight.replace(/\.weight$/, ''))}`;
}

/** What is taught: products and convolutions of the transformers, as those scripts choose by themselves. */
export function isTaughtLayer(weight: string): boolean {
  return /(?:^|\.)attentions\.\d+\./.test(weight);
}

/** What those scripts call the lines that a LoRA is for. */
const baseNames = { sd1: 'sd_v1', sd2: 'sd_v2', sdxl: 'sdxl_base_v1-0' } as const;

export function describeDiffusionAdapter(
  { family }: Pick<DiffusionCheckpoint, 'family'>,
  recipe: Recipe,
): Record<string, string> {
  return {
    ss_base_model_version: baseNames[family],
    ss_network_module: 'networks.lora',
    ss_network_dim: String(recipe.rank),
    // alpha is the rank, which is what a file without alphas means.
    ss_network_alpha: String(recipe.rank),
    'easel.base': recipe.checkpointHash,
    'easel.recipe': JSON.stringify(recipe),
    'modelspec.trigger_phrase': recipe.trigger,
  };
}
