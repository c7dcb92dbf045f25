/** Two-dimensional convolution over [batch, channels, height, width]. */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';

export interface ConvOptions {
  readonly stride?: number;
  /** Zeros around the picture: one number, or top, left, bottom, right. */
  readonly pad?: number | readonly [number, number, number, number];
}

/**
 * @param name of the layer: `name.weight` [out, in, height, width], `name.bias` where it has one
 * @returns [batch, out, …]; by default as large as `x` (pad = (kernel − 1) / 2)
 */
export function conv(
  graph: GraphWriter,
  x: Value,
  name: string,
  { stride = 1, pad }: ConvOptions = {},
): Value {
  const [, , height = 1, width = 1] = graph.dimsOf(`${name}.weight`);
  const around = pad ?? (height - 1) / 2;
  const bias = graph.has(`${name}.bias`) ? [graph.weight(`${name}.bias`)] : [];
  return graph.op('Conv', [x, graph.weight(`${name}.weight`), ...bias], {
    kernel_shape: [height, width],
    strides: [stride, stride],
    pads: typeof around === 'number' ? [around, around, around, around] : around,
  });
}
