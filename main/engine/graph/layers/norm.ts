/** Normalisations with a learned scale and shift: `name.weight` and `name.bias`. */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';

/** Over the last axis; any shape (Ba et al. 2016). */
export function layerNorm(graph: GraphWriter, x: Value, name: string, epsilon = 1e-5): Value {
  const scale = graph.weight(`${name}.weight`);
  return graph.op('LayerNormalization', [x, scale, graph.weight(`${name}.bias`)], {
    axis: { int: -1 },
    epsilon,
  });
}

/** Over groups of channels and all places of [batch, channels, height, width] (Wu and He 2018). */
export function groupNorm(
  graph: GraphWriter,
  x: Value,
  name: string,
  groups: number,
  epsilon: number,
): Value {
  const scale = graph.weight(`${name}.weight`);
  return graph.op('GroupNormalization', [x, scale, graph.weight(`${name}.bias`)], {
    num_groups: { int: groups },
    epsilon,
  });
}
