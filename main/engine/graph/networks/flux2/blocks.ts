/** The two kinds of block of FLUX.2, and what they have in common. */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { activation } from '#main/engine/graph/layers/activation.ts';
import { attention } from '#main/engine/graph/layers/attention.ts';
import { linear } from '#main/engine/graph/layers/linear.ts';
import { plainNorm, rmsNorm } from '#main/engine/graph/layers/norm.ts';
import { rotate, type RotaryTables } from '#main/engine/graph/layers/rotary.ts';
import { concat, reshape } from '#main/engine/graph/layers/shape.ts';
import type { Flux2Config } from './config.ts';

/** What the time does to a stream, each [1, width]. */
export interface Modulation {
  readonly shift: Value;
  readonly scale: Value;
  /** How much of what a block says is added. */
  readonly gate: Value;
}

export interface Streams {
  /** Rows [tokens, width]. */
  readonly text: Value;
  /** Rows [places, width]. */
  readonly picture: Value;
}

export interface BlockOptions {
  readonly config: Flux2Config;
  readonly tables: RotaryTables;
  /** How many tokens the text has: int64 [1]. */
  readonly tokens: Value;
}

/** Text and picture look at each other, then each thinks for itself (Esser et al. 2024). */
export function doubleBlock(
  graph: GraphWriter,
  { text, picture }: Streams,
  name: string,
  times: { readonly text: readonly Modulation[]; readonly picture: readonly Modulation[] },
  options: BlockOptions,
): Streams {
  const { config, tokens } = options;
  const sides = [
    {
      ...{ rows: text, time: times.text, out: 'to_add_out', think: 'ff_context' },
      ...{
        parts: ['add_q_proj', 'add_k_proj', 'add_v_proj'],
        norms: ['norm_added_q', 'norm_added_k'],
      },
    },
    {
      ...{ rows: picture, time: times.picture, out: 'to_out.0', think: 'ff' },
      ...{ parts: ['to_q', 'to_k', 'to_v'], norms: ['norm_q', 'norm_k'] },
    },
  ];
  // 1. Both are asked in one attention, the text first.
  const asked = sides.map(({ rows, time, parts, norms }) => {
    const seen = modulated(graph, rows, time[0], config);
    const [query, key, value] = parts.map((part) =>
      linear(graph, seen, `${name}.attn.${part}`),
    ) as [Value, Value, Value];
    const [first, second] = norms.map((norm) => `${name}.attn.${norm}`) as [string, string];
    return [perHead(graph, query, first, config), perHead(graph, key, second, config), value];
  });
  const [query, key, value] = [0, 1, 2].map((part) =>
    concat(graph, 0, ...asked.flatMap((side) => side[part] ?? [])),
  ) as [Value, Value, Value];
  const mixed = look(graph, query, key, value, options);
  const answers = [firstRows(graph, mixed, tokens), lastRows(graph, mixed, tokens)];

  // 2. Each goes on with its own part of the answer.
  const [nextText, nextPicture] = sides.map(({ rows, time, out, think }, side) => {
    const answer = linear(graph, answers[side] ?? mixed, `${name}.attn.${out}`);
    const state = gated(graph, rows, answer, time[0]);
    const seen = modulated(graph, state, time[1], config);
    const [gate, up] = graph.split(linear(graph, seen, `${name}.${think}.linear_in`), 1, 2);
    const thought = linear(graph, swiglu(graph, gate, up), `${name}.${think}.linear_out`);
    return gated(graph, state, thought, time[1]);
  });
  return { text: nextText ?? text, picture: nextPicture ?? picture };
}

/** Looking and thinking side by side, for text and picture alike (Dehghani et al. 2023). */
export function singleBlock(
  graph: GraphWriter,
  rows: Value,
  name: string,
  time: Modulation,
  options: BlockOptions,
): Value {
  const { config } = options;
  const width = widthOf(config);
  const seen = modulated(graph, rows, time, config);
  const parts = [width, width, width, config.thoughtWidth, config.thoughtWidth];
  const all = linear(graph, seen, `${name}.attn.to_qkv_mlp_proj`);
  const [query, key, value, gate, up] = graph.split(all, 1, parts) as [
    ...[Value, Value, Value],
    ...[Value, Value],
  ];
  const mixed = look(
    graph,
    perHead(graph, query, `${name}.attn.norm_q`, config),
    perHead(graph, key, `${name}.attn.norm_k`, config),
    value,
    options,
  );
  const both = concat(graph, 1, mixed, swiglu(graph, gate, up));
  return gated(graph, rows, linear(graph, both, `${name}.attn.to_out`), time);
}

export function widthOf({ heads, headWidth }: Flux2Config): number {
  return heads * headWidth;
}

/** Normalised, then scaled and shifted as the time says. */
export function modulated(
  graph: GraphWriter,
  rows: Value,
  time: Pick<Modulation, 'shift' | 'scale'> | undefined,
  config: Flux2Config,
): Value {
  const normed = plainNorm(graph, rows, widthOf(config), config.epsilon);
  if (time === undefined) return normed;
  const scale = graph.op('Add', [time.scale, graph.number(1)]);
  return graph.op('Add', [graph.op('Mul', [normed, scale]), time.shift]);
}

export function firstRows(graph: GraphWriter, rows: Value, count: Value): Value {
  return graph.op('Slice', [rows, graph.ints(0), count, graph.ints(0)]);
}

export function lastRows(graph: GraphWriter, rows: Value, from: Value): Value {
  return graph.op('Slice', [rows, from, graph.ints(Number.MAX_SAFE_INTEGER), graph.ints(0)]);
}

function gated(graph: GraphWriter, rows: Value, said: Value, time: Modulation | undefined): Value {
  return graph.op('Add', [rows, time === undefined ? said : graph.op('Mul', [said, time.gate])]);
}

/** Each head's query or key by itself brought to one length. */
function perHead(graph: GraphWriter, rows: Value, name: string, config: Flux2Config): Value {
  const heads = reshape(graph, rows, -1, config.headWidth);
  return reshape(graph, rmsNorm(graph, heads, name, config.epsilon), -1, widthOf(config));
}

function look(
  graph: GraphWriter,
  query: Value,
  key: Value,
  value: Value,
  { config, tables }: BlockOptions,
): Value {
  const width = widthOf(config);
  const turned = [query, key].map((rows) =>
    rotate(graph, rows, { tables, width, areNeighbours: true }),
  ) as [Value, Value];
  return attention(graph, ...turned, value, width, {
    ...{ heads: config.heads, batch: graph.ints(1) },
  });
}

/** Shazeer 2020, with the gate first. */
function swiglu(graph: GraphWriter, gate: Value | undefined, up: Value | undefined): Value {
  if (gate === undefined || up === undefined)
    throw new RangeError('a gate and what it lets through');
  return graph.op('Mul', [activation(graph, gate, 'silu'), up]);
}
