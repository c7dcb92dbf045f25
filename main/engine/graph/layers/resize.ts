/** Bringing [batch, channels, height, width] to another height and width. */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { concat, sizes } from './shape.ts';

const nearest = {
  mode: 'nearest',
  coordinate_transformation_mode: 'asymmetric',
  nearest_mode: 'floor',
} as const;

/** Every pixel twice in both directions. */
export function enlargeTwice(graph: GraphWriter, x: Value): Value {
  const [height, width] = [2, 3].map((axis) =>
    graph.op('Mul', [sizes(graph, x, axis, axis + 1), graph.ints(2)]),
  ) as [Value, Value];
  const size = concat(graph, 0, sizes(graph, x, 0, 2), height, width);
  return graph.op('Resize', [x, undefined, undefined, size], nearest);
}

/** To the height and width of `like`, by the nearest pixel above and to the left. */
export function enlargeTo(graph: GraphWriter, x: Value, like: Value): Value {
  const size = concat(graph, 0, sizes(graph, x, 0, 2), sizes(graph, like, 2, 4));
  return graph.op('Resize', [x, undefined, undefined, size], nearest);
}
