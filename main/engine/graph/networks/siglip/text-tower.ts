/** The text tower of SigLIP: every token sees every other, and the last place speaks for the text. */
import type { GraphWriter } from '#main/engine/graph/graph-writer.ts';
import { linear } from '#main/engine/graph/layers/linear.ts';
import { layerNorm } from '#main/engine/graph/layers/norm.ts';
import { reshape, sizes } from '#main/engine/graph/layers/shape.ts';
import { encoderLayers, type TransformerConfig } from '../clip/encoder-layers.ts';

export interface SiglipTextConfig extends TransformerConfig {
  /** Length of a text in tokens; shorter ones are padded, and the padding is seen. */
  readonly positions: number;
}

const TOWER = 'text_model';

/**
 * Input `input_ids` int64 [batch, positions]. Output `text_embeds` [batch, dimensions], not yet of
 * unit length.
 *
 * Follows transformers' SiglipTextModel (Zhai et al. 2023).
 */
export function writeSiglipText(graph: GraphWriter, config: SiglipTextConfig): void {
  const { positions, width, epsilon } = config;
  const ids = graph.input('input_ids', 'int64', ['batch', positions]);
  const batch = sizes(graph, ids, 0, 1);
  const tokens = graph.weight(`${TOWER}.embeddings.token_embedding.weight`);
  const places = graph.weight(`${TOWER}.embeddings.position_embedding.weight`, [positions, width]);
  const embedded = graph.op('Add', [graph.op('Gather', [tokens, ids]), places]);
  const rows = reshape(graph, embedded, -1, width);
  const states = encoderLayers(graph, rows, `${TOWER}.encoder.layers`, config, {
    batch,
    isCausal: false,
  });
  const last = layerNorm(graph, states.at(-1) ?? rows, `${TOWER}.final_layer_norm`, epsilon);
  const whole = reshape(graph, last, batch, positions, width);
  const pooled = graph.op('Gather', [whole, graph.ints(positions - 1)], { axis: { int: 1 } });
  const embeds = linear(graph, reshape(graph, pooled, -1, width), `${TOWER}.head`);
  const [dimensions = width] = graph.dimsOf(`${TOWER}.head.weight`);
  graph.output('text_embeds', embeds, ['batch', dimensions]);
}
