/** y = x Wᵀ + b, with W as PyTorch stores it, [out, in], or the other way round. */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';

/**
 * @param x rows [n, in]
 * @param name of the layer; `name.weight` must be there, `name.bias` may be
 * @returns [n, out]
 *
 * A product with a transposed second factor lets the runtime use the file's bytes as they lie.
 */
export function linear(graph: GraphWriter, x: Value, name: string): Value {
  const bias = graph.has(`${name}.bias`) ? graph.weight(`${name}.bias`) : undefined;
  const inputs = [x, graph.weight(`${name}.weight`), ...(bias === undefined ? [] : [bias])];
  return graph.op('Gemm', inputs, {
    transB: { int: graph.isTransposed(`${name}.weight`) ? 0 : 1 },
  });
}
