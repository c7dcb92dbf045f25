/** The image tower of SigLIP: a vision transformer that one learnt question sums up. */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { activation } from '#main/engine/graph/layers/activation.ts';
import { attention } from '#main/engine/graph/layers/attention.ts';
import { conv } from '#main/engine/graph/layers/conv.ts';
import { linear } from '#main/engine/graph/layers/linear.ts';
import { layerNorm } from '#main/engine/graph/layers/norm.ts';
import { concat, reshape, sizes, transpose } from '#main/engine/graph/layers/shape.ts';
import { encoderLayers } from '../clip/encoder-layers.ts';
import type { VisionTowerConfig } from '../clip/vision-tower.ts';

const TOWER = 'vision_model';

/**
 * Input `pixel_values` [batch, 3, size, size], normalised as the checkpoint wants. Output
 * `image_embeds` [batch, width], not yet of unit length.
 *
 * Follows transformers' SiglipVisionModel (Zhai et al. 2023; pooling: Zhai et al. 2022).
 */
export function writeSiglipVision(graph: GraphWriter, config: VisionTowerConfig): void {
  const { imageSize, patchSize, width, epsilon } = config;
  const places = Math.floor(imageSize / patchSize) ** 2;
  const pixels = graph.input('pixel_values', 'float32', ['batch', 3, imageSize, imageSize]);
  const batch = sizes(graph, pixels, 0, 1);
  const grid = conv(graph, graph.toPrecision(pixels), `${TOWER}.embeddings.patch_embedding`, {
    stride: patchSize,
    pad: 0,
  });
  const patches = transpose(graph, reshape(graph, grid, batch, width, -1), 0, 2, 1);
  const position = graph.weight(`${TOWER}.embeddings.position_embedding.weight`, [places, width]);
  const rows = reshape(graph, graph.op('Add', [patches, position]), -1, width);
  const states = encoderLayers(graph, rows, `${TOWER}.encoder.layers`, config, {
    batch,
    isCausal: false,
  });
  const last = layerNorm(graph, states.at(-1) ?? rows, `${TOWER}.post_layernorm`, epsilon);
  graph.output('image_embeds', pool(graph, last, batch, config), ['batch', width]);
}

/** One question to all places: rows [batch × places, width] to [batch, width]. */
function pool(graph: GraphWriter, rows: Value, batch: Value, config: VisionTowerConfig): Value {
  const { width, heads, epsilon } = config;
  const head = `${TOWER}.head`;
  const probe = graph.op('Expand', [
    graph.weight(`${head}.probe`, [1, 1, width]),
    concat(graph, 0, batch, graph.ints(1), graph.ints(width)),
  ]);
  const asked = linear(graph, reshape(graph, probe, -1, width), `${head}.attention.q_proj`);
  const [key, value] = ['k_proj', 'v_proj'].map((part) =>
    linear(graph, rows, `${head}.attention.${part}`),
  ) as [Value, Value];
  const mixed = attention(graph, asked, key, value, width, { heads, batch });
  const seen = linear(graph, mixed, `${head}.attention.out_proj`);
  const normed = layerNorm(graph, seen, `${head}.layernorm`, epsilon);
  const thought = activation(graph, linear(graph, normed, `${head}.mlp.fc1`), config.activation);
  return graph.op('Add', [seen, linear(graph, thought, `${head}.mlp.fc2`)]);
}
