/** The text tower of CLIP and OpenCLIP, as text encoder of diffusion models and for ranking. */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { linear } from '#main/engine/graph/layers/linear.ts';
import { layerNorm } from '#main/engine/graph/layers/norm.ts';
import { reshape, sizes } from '#main/engine/graph/layers/shape.ts';
import { encoderLayers, type TransformerConfig } from './encoder-layers.ts';

export interface TextTowerConfig extends TransformerConfig {
  /** Length of a text in tokens; shorter ones are padded. */
  readonly positions: number;
  /** The token whose first place gives the text as a whole. */
  readonly endToken: number;
  /**
   * Layers left out at the end for `hidden_state`: 0 is the last layer's state, 1 the one before
   * (SDXL, and "clip skip 2" of community checkpoints).
   */
  readonly skippedLayers: number;
  /** Whether `hidden_state` passes through the final norm (SD 1 and 2) or not (SDXL). */
  readonly isNormalised: boolean;
}

const TOWER = 'text_model';

/**
 * Input `input_ids` int64 [batch, positions]. Outputs:
 * `hidden_state` [batch, positions, width], what the picture network is conditioned on;
 * `pooled` [batch, projection or width], the normalised last state at the first end token, through
 * `text_projection` where the file has one.
 *
 * Follows transformers' CLIPTextModel and CLIPTextModelWithProjection.
 */
export function writeTextTower(graph: GraphWriter, config: TextTowerConfig): void {
  const { positions, width, endToken, skippedLayers } = config;
  const ids = graph.input('input_ids', 'int64', ['batch', positions]);
  const batch = sizes(graph, ids, 0, 1);

  // 1. Tokens and places.
  const tokens = graph.weight(`${TOWER}.embeddings.token_embedding.weight`);
  const places = graph.weight(`${TOWER}.embeddings.position_embedding.weight`, [positions, width]);
  const embedded = graph.op('Add', [graph.op('Gather', [tokens, ids]), places]);

  // 2. Layers.
  const rows = reshape(graph, embedded, -1, width);
  const states = encoderLayers(graph, rows, `${TOWER}.encoder.layers`, config, {
    batch,
    isCausal: true,
  });
  const last = layerNorm(graph, stateAt(states, 0), `${TOWER}.final_layer_norm`, config.epsilon);

  // 3. What others read.
  const chosen = stateAt(states, skippedLayers);
  const hidden = !config.isNormalised
    ? chosen
    : skippedLayers === 0
      ? last
      : layerNorm(graph, chosen, `${TOWER}.final_layer_norm`, config.epsilon);
  graph.output('hidden_state', reshape(graph, hidden, batch, positions, width), [
    'batch',
    positions,
    width,
  ]);
  const whole = firstEnd(graph, reshape(graph, last, batch, positions, width), ids, endToken);
  const isProjected = graph.has('text_projection.weight');
  const pooled = isProjected ? linear(graph, whole, 'text_projection') : whole;
  const pooledWidth = isProjected ? (graph.dimsOf('text_projection.weight')[0] ?? width) : width;
  graph.output('pooled', pooled, ['batch', pooledWidth]);
}

function stateAt(states: readonly Value[], fromEnd: number): Value {
  const state = states[states.length - 1 - fromEnd];
  if (state === undefined) throw new RangeError(`there are no ${fromEnd} layers to leave out`);
  return state;
}

/** The state [batch, width] where the end token stands first. */
function firstEnd(graph: GraphWriter, states: Value, ids: Value, endToken: number): Value {
  const isEnd = graph.op('Equal', [ids, graph.ints(endToken)]);
  const place = graph.op('ArgMax', [graph.cast(isEnd, 'int32')], {
    axis: { int: 1 },
    keepdims: { int: 1 },
    select_last_index: { int: 0 },
  });
  const found = graph.op('GatherND', [states, place], { batch_dims: { int: 1 } });
  return found;
}
