/** Shapes that only the run knows, as int64 vectors in the graph. */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';

/** Sizes of `x` from axis `start` up to but without `end`. */
export function sizes(graph: GraphWriter, x: Value, start: number, end: number): Value {
  return graph.op('Shape', [x], { start: { int: start }, end: { int: end } });
}

/** Reads `x` in another shape: numbers as in ONNX Reshape (-1 is what remains), Values are sizes. */
export function reshape(
  graph: GraphWriter,
  x: Value,
  ...shape: readonly (number | Value)[]
): Value {
  if (shape.every((size) => typeof size === 'number')) {
    return graph.op('Reshape', [x, graph.ints(...shape)]);
  }
  const parts = shape.map((size) => (typeof size === 'number' ? graph.ints(size) : size));
  return graph.op('Reshape', [x, graph.op('Concat', parts, { axis: { int: 0 } })]);
}

export function transpose(graph: GraphWriter, x: Value, ...order: readonly number[]): Value {
  return graph.op('Transpose', [x], { perm: order });
}

export function concat(graph: GraphWriter, axis: number, ...parts: readonly Value[]): Value {
  return graph.op('Concat', parts, { axis: { int: axis } });
}
