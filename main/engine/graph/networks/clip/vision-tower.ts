/** The image tower of CLIP and OpenCLIP: a vision transformer (Dosovitskiy et al. 2021). */
import type { GraphWriter } from '#main/engine/graph/graph-writer.ts';
import { conv } from '#main/engine/graph/layers/conv.ts';
import { linear } from '#main/engine/graph/layers/linear.ts';
import { layerNorm } from '#main/engine/graph/layers/norm.ts';
import { concat, reshape, sizes, transpose } from '#main/engine/graph/layers/shape.ts';
import { encoderLayers, type TransformerConfig } from './encoder-layers.ts';

export interface VisionTowerConfig extends TransformerConfig {
  /** Side of the picture in pixels. */
  readonly imageSize: number;
  /** Side of a patch in pixels; a divisor of the picture's. */
  readonly patchSize: number;
}

const TOWER = 'vision_model';

/**
 * Input `pixel_values` [batch, 3, size, size], normalised as the checkpoint wants. Outputs:
 * `image_embeds` [batch, projection], not yet of unit length;
 * `patches` [batch, 1 + patches, width], the last states (class token first) before the last norm.
 *
 * Follows transformers' CLIPVisionModelWithProjection.
 */
export function writeVisionTower(graph: GraphWriter, config: VisionTowerConfig): void {
  const { imageSize, patchSize, width } = config;
  const places = (imageSize / patchSize) ** 2 + 1;
  const pixels = graph.input('pixel_values', 'float32', ['batch', 3, imageSize, imageSize]);
  const batch = sizes(graph, pixels, 0, 1);

  // 1. Patches, one token for the whole, and places.
  const grid = conv(graph, graph.toPrecision(pixels), `${TOWER}.embeddings.patch_embedding`, {
    stride: patchSize,
    pad: 0,
  });
  const patches = transpose(graph, reshape(graph, grid, batch, width, -1), 0, 2, 1);
  const whole = graph.op('Expand', [
    graph.weight(`${TOWER}.embeddings.class_embedding`, [width]),
    concat(graph, 0, batch, graph.ints(1), graph.ints(width)),
  ]);
  const position = graph.weight(`${TOWER}.embeddings.position_embedding.weight`, [places, width]);
  const embedded = graph.op('Add', [concat(graph, 1, whole, patches), position]);

  // 2. Layers. The first norm is misspelt in every checkpoint there is.
  const normed = layerNorm(graph, embedded, `${TOWER}.pre_layrnorm`, config.epsilon);
  const states = encoderLayers(
    graph,
    reshape(graph, normed, -1, width),
    `${TOWER}.encoder.layers`,
    config,
    { batch, isCausal: false },
  );
  const last = reshape(graph, states.at(-1) ?? normed, batch, places, width);
  graph.output('patches', last, ['batch', places, width]);

  // 3. The whole picture as one vector.
  const first = graph.op('Gather', [last, graph.ints(0)], { axis: { int: 1 } });
  const pooled = layerNorm(
    graph,
    reshape(graph, first, -1, width),
    `${TOWER}.post_layernorm`,
    config.epsilon,
  );
  const embeds = linear(graph, pooled, 'visual_projection');
  const [projection = width] = graph.dimsOf('visual_projection.weight');
  graph.output('image_embeds', embeds, ['batch', projection]);
}
