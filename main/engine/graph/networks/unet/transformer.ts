/** The spatial transformer of Stable Diffusion: every place looks at all places, then at the text. */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { activation } from '#main/engine/graph/layers/activation.ts';
import { attention } from '#main/engine/graph/layers/attention.ts';
import { conv } from '#main/engine/graph/layers/conv.ts';
import { linear } from '#main/engine/graph/layers/linear.ts';
import { groupNorm, layerNorm } from '#main/engine/graph/layers/norm.ts';
import { concat, reshape, sizes, transpose } from '#main/engine/graph/layers/shape.ts';
import type { PictureLook } from './picture-looks.ts';

const GROUP_EPSILON = 1e-6;

export interface SpatialTransformerOptions {
  readonly width: number;
  readonly heads: number;
  readonly blocks: number;
  readonly groups: number;
  /** int64 [1]. */
  readonly batch: Value;
  /** The text's tokens as rows [batch × tokens, context width]. */
  readonly context: Value;
  readonly picture?: PictureLook | undefined;
}

/**
 * @param x [batch, width, height, width of the picture]
 * @returns the same shape. Follows diffusers' Transformer2DModel with BasicTransformerBlock; the
 *   projections around it are 1 × 1 convolutions in SD 1 and matrices in SD 2 and SDXL, as their
 *   stored shapes tell.
 */
export function spatialTransformer(
  graph: GraphWriter,
  x: Value,
  name: string,
  options: SpatialTransformerOptions,
): Value {
  const { width, groups } = options;
  const isConvolution = graph.dimsOf(`${name}.proj_in.weight`).length === 4;
  const normed = groupNorm(graph, x, `${name}.norm`, groups, GROUP_EPSILON);

  let rows = isConvolution
    ? toRows(graph, conv(graph, normed, `${name}.proj_in`), width)
    : linear(graph, toRows(graph, normed, width), `${name}.proj_in`);
  for (let index = 0; index < options.blocks; index += 1) {
    rows = block(graph, rows, `${name}.transformer_blocks.${index}`, options);
  }
  const back = isConvolution
    ? conv(graph, toPlanes(graph, rows, x, width), `${name}.proj_out`)
    : toPlanes(graph, linear(graph, rows, `${name}.proj_out`), x, width);
  return graph.op('Add', [back, x]);
}

function block(
  graph: GraphWriter,
  rows: Value,
  name: string,
  { width, heads, batch, context, picture }: SpatialTransformerOptions,
): Value {
  const look = (part: string, seen: Value, from: Value, beside?: PictureLook): Value => {
    const query = linear(graph, seen, `${name}.${part}.to_q`);
    const key = linear(graph, from, `${name}.${part}.to_k`);
    const value = linear(graph, from, `${name}.${part}.to_v`);
    const mixed = attention(graph, query, key, value, width, { heads, batch });
    const added = beside?.(name, query, { width, heads, batch });
    const whole = added === undefined ? mixed : graph.op('Add', [mixed, added]);
    return linear(graph, whole, `${name}.${part}.to_out.0`);
  };
  const own = layerNorm(graph, rows, `${name}.norm1`);
  let state = graph.op('Add', [rows, look('attn1', own, own)]);
  const asking = layerNorm(graph, state, `${name}.norm2`);
  state = graph.op('Add', [state, look('attn2', asking, context, picture)]);
  const thought = gatedLinear(graph, layerNorm(graph, state, `${name}.norm3`), `${name}.ff.net.0`);
  return graph.op('Add', [state, linear(graph, thought, `${name}.ff.net.2`)]);
}

/** GEGLU: one half of the product, gated by the GELU of the other (Shazeer 2020). */
function gatedLinear(graph: GraphWriter, rows: Value, name: string): Value {
  const [value, gate] = graph.split(linear(graph, rows, `${name}.proj`), 1, 2) as [Value, Value];
  return graph.op('Mul', [value, activation(graph, gate, 'gelu')]);
}

/** [batch, width, h, w] to rows [batch × h × w, width]. */
function toRows(graph: GraphWriter, planes: Value, width: number): Value {
  return reshape(graph, transpose(graph, planes, 0, 2, 3, 1), -1, width);
}

/** Back to the shape of `like`. */
function toPlanes(graph: GraphWriter, rows: Value, like: Value, width: number): Value {
  const shape = concat(
    graph,
    0,
    sizes(graph, like, 0, 1),
    sizes(graph, like, 2, 4),
    graph.ints(width),
  );
  return transpose(graph, graph.op('Reshape', [rows, shape]), 0, 3, 1, 2);
}
