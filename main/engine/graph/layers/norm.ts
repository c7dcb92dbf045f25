/** Normalisations, most with a learned scale and shift: `name.weight` and `name.bias`. */
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

/** Over the last axis, without a mean and without a shift; any shape (Zhang and Sennrich 2019). */
export function rmsNorm(graph: GraphWriter, x: Value, name: string, epsilon: number): Value {
  // An operator of ONNX Runtime that goes by a standard name: providers have had it for long.
  return graph.op('SimplifiedLayerNormalization', [x, graph.weight(`${name}.weight`)], {
    axis: { int: -1 },
    epsilon,
  });
}

/** Over the last axis of [n, width], with nothing learned. */
export function plainNorm(graph: GraphWriter, x: Value, width: number, epsilon: number): Value {
  const ones = new Uint8Array(Float32Array.from({ length: width }, () => 1).buffer);
  const scale = graph.constant(`ones ${width}`, 'float32', [width], ones);
  return graph.op('LayerNormalization', [x, scale], { axis: { int: -1 }, epsilon });
}
