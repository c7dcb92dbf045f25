/**
 * The autoencoder of latent diffusion (Rombach et al. 2022), after diffusers' AutoencoderKL: eight
 * pixels a side become one place of the latent.
 */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { activation } from '#main/engine/graph/layers/activation.ts';
import { attention } from '#main/engine/graph/layers/attention.ts';
import { conv } from '#main/engine/graph/layers/conv.ts';
import { linear } from '#main/engine/graph/layers/linear.ts';
import { groupNorm } from '#main/engine/graph/layers/norm.ts';
import { enlargeTwice } from '#main/engine/graph/layers/resize.ts';
import { concat, reshape, sizes, transpose } from '#main/engine/graph/layers/shape.ts';
import { resnet } from '#main/engine/graph/networks/resnet.ts';

export interface AutoencoderConfig {
  /** From the finest level to the coarsest. */
  readonly channels: readonly number[];
  /** 4; 16 for SD 3 and FLUX.1. */
  readonly latentChannels: number;
  /** Resnets per level on the way down; one more on the way up. */
  readonly resnetsPerLevel: number;
  readonly groups: number;
}

const EPSILON = 1e-6;
const RGB = 3;

/**
 * Input `sample` [batch, 3, height, width] in −1..1, sides divisible by 8. Output
 * `latent_parameters` [batch, 2 × latent channels, height / 8, width / 8]: mean, then log variance
 * (not clamped), unscaled.
 */
export function writeEncoder(graph: GraphWriter, config: AutoencoderConfig): void {
  const { channels, resnetsPerLevel, latentChannels } = config;
  const options = { groups: config.groups, epsilon: EPSILON };
  const sample = graph.input('sample', 'float32', ['batch', RGB, 'height', 'width']);
  let state = conv(graph, graph.toPrecision(sample), 'encoder.conv_in');
  for (const index of channels.keys()) {
    const block = `encoder.down_blocks.${index}`;
    for (let step = 0; step < resnetsPerLevel; step += 1) {
      state = resnet(graph, state, `${block}.resnets.${step}`, options);
    }
    if (index < channels.length - 1) {
      // Only to the right and below, unlike the U-Net.
      const pad = [0, 0, 1, 1] as const;
      state = conv(graph, state, `${block}.downsamplers.0.conv`, { stride: 2, pad });
    }
  }
  state = middle(graph, state, 'encoder.mid_block', config);
  state = end(graph, state, 'encoder', config);
  if (graph.has('quant_conv.weight')) state = conv(graph, state, 'quant_conv');
  graph.output('latent_parameters', state, ['batch', 2 * latentChannels, 'rows', 'columns']);
}

/**
 * Input `latent_sample` [batch, latent channels, rows, columns], divided by the scaling factor.
 * Output `sample` [batch, 3, 8 × rows, 8 × columns], about −1..1.
 */
export function writeDecoder(graph: GraphWriter, config: AutoencoderConfig): void {
  const { channels, resnetsPerLevel, latentChannels } = config;
  const options = { groups: config.groups, epsilon: EPSILON };
  const latent = graph.input('latent_sample', 'float32', [
    'batch',
    latentChannels,
    'rows',
    'columns',
  ]);
  let state = graph.toPrecision(latent);
  if (graph.has('post_quant_conv.weight')) state = conv(graph, state, 'post_quant_conv');
  state = conv(graph, state, 'decoder.conv_in');
  state = middle(graph, state, 'decoder.mid_block', config);
  for (const index of channels.keys()) {
    const block = `decoder.up_blocks.${index}`;
    for (let step = 0; step <= resnetsPerLevel; step += 1) {
      state = resnet(graph, state, `${block}.resnets.${step}`, options);
    }
    if (index < channels.length - 1) {
      state = conv(graph, enlargeTwice(graph, state), `${block}.upsamplers.0.conv`);
    }
  }
  graph.output('sample', end(graph, state, 'decoder', config), ['batch', RGB, 'height', 'width']);
}

function middle(graph: GraphWriter, x: Value, name: string, config: AutoencoderConfig): Value {
  const options = { groups: config.groups, epsilon: EPSILON };
  const width = config.channels.at(-1) ?? 0;
  const first = resnet(graph, x, `${name}.resnets.0`, options);
  const seen = lookAround(graph, first, `${name}.attentions.0`, width, config.groups);
  return resnet(graph, seen, `${name}.resnets.1`, options);
}

/** One head over all places. */
function lookAround(
  graph: GraphWriter,
  x: Value,
  name: string,
  width: number,
  groups: number,
): Value {
  const batch = sizes(graph, x, 0, 1);
  const normed = groupNorm(graph, x, `${name}.group_norm`, groups, EPSILON);
  const rows = reshape(graph, transpose(graph, normed, 0, 2, 3, 1), -1, width);
  const [query, key, value] = ['to_q', 'to_k', 'to_v'].map((part) =>
    linear(graph, rows, `${name}.${part}`),
  ) as [Value, Value, Value];
  const mixed = attention(graph, query, key, value, width, { heads: 1, batch });
  const out = linear(graph, mixed, `${name}.to_out.0`);
  const places = concat(graph, 0, batch, sizes(graph, x, 2, 4), graph.ints(width));
  const planes = transpose(graph, graph.op('Reshape', [out, places]), 0, 3, 1, 2);
  return graph.op('Add', [planes, x]);
}

function end(graph: GraphWriter, x: Value, name: string, { groups }: AutoencoderConfig): Value {
  const normed = groupNorm(graph, x, `${name}.conv_norm_out`, groups, EPSILON);
  return conv(graph, activation(graph, normed, 'silu'), `${name}.conv_out`);
}
