/** Configurations of a diffusers folder, as far as Easel's networks can follow them. */
import * as z from 'zod';
import type { AutoencoderConfig } from '#main/engine/graph/networks/autoencoder-kl/autoencoder-kl.ts';
import type { TextTowerConfig } from '#main/engine/graph/networks/clip/text-tower.ts';
import { pipelineClasses } from '#shared/diffusers/pipeline-class.ts';
import { INPAINTING_CHANNELS } from './diffusion-checkpoint.ts';
import { ADDED_SIZES, type UnetConfig } from '#main/engine/graph/networks/unet/config.ts';

const count = z.number().int().min(1).max(65_536);
const perLevel = z.union([count, z.array(count)]);
const levels = z.array(count).min(1).max(8);
const epsilon = z.number().positive().max(1);

const unetSchema = z.object({
  in_channels: z.union([z.literal(4), z.literal(INPAINTING_CHANNELS)]),
  out_channels: z.literal(4).default(4),
  block_out_channels: levels,
  down_block_types: z.array(z.enum(['CrossAttnDownBlock2D', 'DownBlock2D'])),
  layers_per_block: count.default(2),
  cross_attention_dim: perLevel,
  attention_head_dim: perLevel.nullish(),
  num_attention_heads: perLevel.nullish(),
  transformer_layers_per_block: perLevel.default(1),
  norm_num_groups: count.default(32),
  norm_eps: epsilon.default(1e-5),
  act_fn: z.literal('silu').default('silu'),
  flip_sin_to_cos: z.literal(true).default(true),
  freq_shift: z.literal(0).default(0),
  class_embed_type: z.null().optional(),
  addition_embed_type: z.literal('text_time').nullish(),
  addition_time_embed_dim: count.nullish(),
  projection_class_embeddings_input_dim: count.nullish(),
});

/** Throws ZodError for a network of another build. */
export function unetConfigOf(content: unknown): UnetConfig {
  const config = unetSchema.parse(content);
  const { block_out_channels: channels, cross_attention_dim: context } = config;
  // The field that says how wide a head is has always held how many there are.
  const heads = config.num_attention_heads ?? config.attention_head_dim ?? 8;
  const waveWidth = config.addition_time_embed_dim ?? 0;
  const told = config.projection_class_embeddings_input_dim ?? 0;
  return {
    inChannels: config.in_channels,
    outChannels: config.out_channels,
    levels: channels.map((width, level) => ({
      channels: width,
      transformerBlocks:
        config.down_block_types[level] === 'CrossAttnDownBlock2D'
          ? at(config.transformer_layers_per_block, level)
          : 0,
      heads: at(heads, level),
    })),
    resnetsPerLevel: config.layers_per_block,
    contextWidth: at(context, 0),
    groups: config.norm_num_groups,
    epsilon: config.norm_eps,
    ...(config.addition_embed_type === 'text_time'
      ? { addition: { waveWidth, pooledWidth: told - ADDED_SIZES * waveWidth } }
      : {}),
  };
}

function at(value: number | readonly number[], level: number): number {
  return typeof value === 'number' ? value : (value[level] ?? value.at(-1) ?? 1);
}

const autoencoderSchema = z.object({
  block_out_channels: levels,
  latent_channels: z.literal(4).default(4),
  layers_per_block: count.default(1),
  norm_num_groups: count.default(32),
  act_fn: z.literal('silu').default('silu'),
  scaling_factor: z.number().positive().optional(),
  shift_factor: z.null().optional(),
});

/** As many as the family has. */
const anyChannels = autoencoderSchema.extend({
  latent_channels: count,
  decoder_block_out_channels: z.null().optional(),
});

/**
 * @param family of Stable Diffusion, whose latents have four channels, or another
 * Throws ZodError for a network of another build.
 */
export function autoencoderConfigOf(
  content: unknown,
  family: 'sd' | 'flux2' = 'sd',
): {
  readonly config: AutoencoderConfig;
  readonly scalingFactor?: number;
} {
  const parsed = (family === 'sd' ? autoencoderSchema : anyChannels).parse(content);
  return {
    config: {
      channels: parsed.block_out_channels,
      latentChannels: parsed.latent_channels,
      resnetsPerLevel: parsed.layers_per_block,
      groups: parsed.norm_num_groups,
    },
    ...(parsed.scaling_factor === undefined ? {} : { scalingFactor: parsed.scaling_factor }),
  };
}

const textSchema = z.object({
  hidden_size: count.default(512),
  num_hidden_layers: count.default(12),
  num_attention_heads: count.default(8),
  max_position_embeddings: count.default(77),
  hidden_act: z.enum(['quick_gelu', 'gelu']).default('quick_gelu'),
  layer_norm_eps: epsilon.default(1e-5),
});

/** A tower as its last layer gives it out. Throws ZodError for a network of another build. */
export function textTowerConfigOf(content: unknown): Omit<TextTowerConfig, 'endToken'> {
  const parsed = textSchema.parse(content);
  return {
    width: parsed.hidden_size,
    layers: parsed.num_hidden_layers,
    heads: parsed.num_attention_heads,
    activation: parsed.hidden_act,
    epsilon: parsed.layer_norm_eps,
    positions: parsed.max_position_embeddings,
    ...{ skippedLayers: 0, isNormalised: true },
  };
}

export const modelIndexSchema = z.object({
  _class_name: z.enum(pipelineClasses),
  force_zeros_for_empty_prompt: z.boolean().optional(),
});
