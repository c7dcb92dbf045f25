/** Numbers as waves of many lengths, the way diffusion networks are told the time. */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { concat } from './shape.ts';

const LONGEST_PERIOD = 10_000;

/**
 * @param values float32 [n]
 * @param width even
 * @returns [n, width]: cosines, then sines, of values × 10000^(−i / half) (Vaswani et al. 2017, in
 *   the order of diffusers' `flip_sin_to_cos` with `freq_shift` 0), in the network's precision. The
 *   waves are computed in float32: half precision cannot tell late angles apart.
 */
export function sinusoid(graph: GraphWriter, values: Value, width: number): Value {
  const half = width / 2;
  const frequencies = Array.from({ length: half }, (_, i) =>
    Math.exp((-Math.log(LONGEST_PERIOD) * i) / half),
  );
  const column = graph.op('Unsqueeze', [values, graph.ints(1)]);
  const angles = graph.op('Mul', [column, graph.row(frequencies)]);
  const waves = concat(graph, 1, graph.op('Cos', [angles]), graph.op('Sin', [angles]));
  return graph.toPrecision(waves);
}
