/**
 * Decoupled cross-attention (Ye et al., "IP-Adapter", 2023): besides the text, a place looks at the
 * tokens of a picture, with keys and values of its own, and what it sees is added. After diffusers'
 * IPAdapterAttnProcessor and ImageProjection.
 */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { attention } from '#main/engine/graph/layers/attention.ts';
import { reshape } from '#main/engine/graph/layers/shape.ts';
import type { TensorBytes } from '#main/engine/graph/weights/tensor-bytes.ts';

export interface PictureAdapter {
  /** Numbers of a picture's embedding. */
  readonly embedWidth: number;
  /** Of `image_proj` in its file: `proj.weight`, `proj.bias`, `norm.weight`, `norm.bias`. */
  readonly projection: Readonly<Record<ProjectionTensor, TensorBytes>>;
  /** [width of the block, width of a token], by the name of a transformer block. */
  readonly looks: ReadonlyMap<string, { readonly key: TensorBytes; readonly value: TensorBytes }>;
}

export const projectionTensors = ['proj.weight', 'proj.bias', 'norm.weight', 'norm.bias'] as const;
export type ProjectionTensor = (typeof projectionTensors)[number];

/** What a block sees of the picture, for rows that ask; undefined where it does not look at it. */
export type PictureLook = (
  block: string,
  query: Value,
  how: { readonly width: number; readonly heads: number; readonly batch: Value },
) => Value | undefined;

/**
 * Adds the inputs `picture_embeds` [batch, embedding], as CLIP's image tower gives it out, not of unit
 * length, zeros for no picture; and `picture_scale` [1], how much it counts.
 */
export function pictureLook(
  graph: GraphWriter,
  { embedWidth, projection, looks }: PictureAdapter,
  contextWidth: number,
): PictureLook {
  const given = graph.input('picture_embeds', 'float32', ['batch', embedWidth]);
  const scale = graph.toPrecision(graph.input('picture_scale', 'float32', [1]));
  const carried = (name: string, { type, dims, bytes }: TensorBytes): Value =>
    graph.constant(`picture.${name}`, type, dims, bytes);
  const [weight, bias, gain, shift] = projectionTensors.map((name) =>
    carried(name, projection[name]),
  ) as [Value, Value, Value, Value];
  const wide = graph.op('Gemm', [graph.toPrecision(given), weight, bias], { transB: { int: 1 } });
  const tokens = graph.op(
    'LayerNormalization',
    [reshape(graph, wide, -1, contextWidth), gain, shift],
    { axis: { int: -1 }, epsilon: 1e-5 },
  );
  return (block, query, { width, heads, batch }) => {
    const look = looks.get(block);
    if (look === undefined) return undefined;
    const [key, value] = (['key', 'value'] as const).map((part) =>
      graph.op('Gemm', [tokens, carried(`${block}.${part}`, look[part])], { transB: { int: 1 } }),
    ) as [Value, Value];
    const seen = attention(graph, query, key, value, width, { heads, batch });
    return graph.op('Mul', [seen, scale]);
  };
}
