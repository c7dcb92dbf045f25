/** The build of FLUX.2's networks, read off the shapes of their weights. */
import type { Flux2Config } from '#main/engine/graph/networks/flux2/config.ts';
import type { Qwen3Config } from '#main/engine/graph/networks/qwen3/qwen3-text.ts';
import type { WeightSource } from '#main/engine/graph/weights/weight-source.ts';

const EPSILON = 1e-6;
const QWEN_THETA = 1_000_000;

/** Undefined when the weights are not those of such a transformer. */
export function inferFlux2(weights: WeightSource): Flux2Config | undefined {
  const dims = (name: string): readonly number[] => weights.find(name)?.dims ?? [];
  const [width, channels] = dims('x_embedder.weight');
  const [, contextWidth] = dims('context_embedder.weight');
  const [headWidth] = dims('single_transformer_blocks.0.attn.norm_q.weight');
  const [joined] = dims('single_transformer_blocks.0.attn.to_qkv_mlp_proj.weight');
  const [, waveWidth] = dims('time_guidance_embed.timestep_embedder.linear_1.weight');
  if (width === undefined || channels === undefined || contextWidth === undefined) return undefined;
  if (headWidth === undefined || joined === undefined || waveWidth === undefined) return undefined;
  const count = (name: (index: number) => string): number => {
    let blocks = 0;
    while (weights.find(name(blocks)) !== undefined) blocks += 1;
    return blocks;
  };
  return {
    ...{ channels, contextWidth, headWidth, waveWidth, epsilon: EPSILON },
    heads: width / headWidth,
    doubleBlocks: count((index) => `transformer_blocks.${index}.attn.to_q.weight`),
    singleBlocks: count((index) => `single_transformer_blocks.${index}.attn.norm_q.weight`),
    thoughtWidth: (joined - 3 * width) / 2,
  };
}

/**
 * As FLUX.2 reads it: after a quarter, half and three quarters of the layers. Undefined when the
 * weights are not those of a Qwen3.
 */
export function inferQwen3(weights: WeightSource): Qwen3Config | undefined {
  const dims = (name: string): readonly number[] => weights.find(name)?.dims ?? [];
  const [, width] = dims('model.embed_tokens.weight');
  const [headWidth] = dims('model.layers.0.self_attn.q_norm.weight');
  const [queries] = dims('model.layers.0.self_attn.q_proj.weight');
  const [keys] = dims('model.layers.0.self_attn.k_proj.weight');
  if (width === undefined || headWidth === undefined) return undefined;
  if (queries === undefined || keys === undefined) return undefined;
  let layers = 0;
  while (weights.find(`model.layers.${layers}.input_layernorm.weight`) !== undefined) layers += 1;
  return {
    ...{ width, headWidth, heads: queries / headWidth, keyHeads: keys / headWidth },
    ...{ epsilon: EPSILON, theta: QWEN_THETA },
    readAfter: [1, 2, 3].map((quarters) => Math.floor((layers * quarters) / 4)),
  };
}
