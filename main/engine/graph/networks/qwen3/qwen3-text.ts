/**
 * The language model Qwen3 (Yang et al. 2025) as a text encoder, after transformers' Qwen3Model: what
 * picture networks read of it are states on the way, so the layers behind the last of them are left out.
 */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { activation } from '#main/engine/graph/layers/activation.ts';
import { attention } from '#main/engine/graph/layers/attention.ts';
import { linear } from '#main/engine/graph/layers/linear.ts';
import { rmsNorm } from '#main/engine/graph/layers/norm.ts';
import { rotaryInputs, rotate, type RotaryTables } from '#main/engine/graph/layers/rotary.ts';
import { concat, reshape } from '#main/engine/graph/layers/shape.ts';

export interface Qwen3Config {
  readonly width: number;
  readonly heads: number;
  /** Several heads share the keys and values of one. */
  readonly keyHeads: number;
  readonly headWidth: number;
  readonly epsilon: number;
  /** Base of the rotary angles. */
  readonly theta: number;
  /** After how many layers the states are read, rising. */
  readonly readAfter: readonly number[];
}

/**
 * Inputs: `input_ids` int64 [tokens]; `attention_bias` float32 [1, 1, tokens, tokens], added to the
 * scores (what a token must not see is far below nought); `rotary_cos` and `rotary_sin` float32
 * [tokens, half a head]. Output `hidden_state` [tokens, reads × width]: the states side by side.
 */
export function writeQwen3(graph: GraphWriter, config: Qwen3Config): void {
  const ids = graph.input('input_ids', 'int64', ['tokens']);
  const bias = graph.toPrecision(
    graph.input('attention_bias', 'float32', [1, 1, 'tokens', 'tokens']),
  );
  const tables = rotaryInputs(graph, config.headWidth / 2);

  let state = graph.rowsOfTable('model.embed_tokens.weight', ids);
  const read: Value[] = [];
  for (let index = 0; index < (config.readAfter.at(-1) ?? 0); index += 1) {
    state = layer(graph, state, `model.layers.${index}`, config, { bias, tables });
    if (config.readAfter.includes(index + 1)) read.push(state);
  }
  graph.output('hidden_state', concat(graph, 1, ...read), ['tokens', read.length * config.width]);
}

function layer(
  graph: GraphWriter,
  x: Value,
  name: string,
  config: Qwen3Config,
  { bias, tables }: { readonly bias: Value; readonly tables: RotaryTables },
): Value {
  const { heads, keyHeads, headWidth, epsilon } = config;
  const look = `${name}.self_attn`;
  const seen = rmsNorm(graph, x, `${name}.input_layernorm`, epsilon);
  const turned = (part: 'q' | 'k', count: number): Value => {
    const perHead = reshape(graph, linear(graph, seen, `${look}.${part}_proj`), -1, headWidth);
    const normed = rmsNorm(graph, perHead, `${look}.${part}_norm`, epsilon);
    const width = count * headWidth;
    const rows = reshape(graph, normed, -1, width);
    return rotate(graph, rows, { tables, width, areNeighbours: false });
  };
  const forAll = (rows: Value): Value => shared(graph, rows, config);
  const query = turned('q', heads);
  const key = forAll(turned('k', keyHeads));
  const value = forAll(linear(graph, seen, `${look}.v_proj`));
  const mixed = attention(graph, query, key, value, heads * headWidth, {
    ...{ heads, batch: graph.ints(1), bias },
  });
  const state = graph.op('Add', [x, linear(graph, mixed, `${look}.o_proj`)]);

  const thought = rmsNorm(graph, state, `${name}.post_attention_layernorm`, epsilon);
  const gate = activation(graph, linear(graph, thought, `${name}.mlp.gate_proj`), 'silu');
  const up = linear(graph, thought, `${name}.mlp.up_proj`);
  const answer = linear(graph, graph.op('Mul', [gate, up]), `${name}.mlp.down_proj`);
  return graph.op('Add', [state, answer]);
}

/** Keys or values [tokens, key heads × head] for every head: [tokens, heads × head]. */
function shared(
  graph: GraphWriter,
  rows: Value,
  { heads, keyHeads, headWidth }: Qwen3Config,
): Value {
  const each = heads / keyHeads;
  if (each === 1) return rows;
  const alone = reshape(graph, rows, -1, keyHeads, 1, headWidth);
  const repeated = graph.op('Expand', [alone, graph.ints(1, keyHeads, each, headWidth)]);
  return reshape(graph, repeated, -1, heads * headWidth);
}
