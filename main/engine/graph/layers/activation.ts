/** Activation functions by the names that configurations use. */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';

export type Activation = 'silu' | 'gelu' | 'quick_gelu' | 'gelu_tanh';

/** Element by element; any shape. GELU: Hendrycks and Gimpel 2016; SiLU: Elfwing et al. 2017. */
export function activation(graph: GraphWriter, x: Value, kind: Activation): Value {
  switch (kind) {
    case 'silu':
      return graph.op('Mul', [x, graph.op('Sigmoid', [x])]);
    case 'quick_gelu': {
      const scaled = graph.op('Mul', [x, graph.number(1.702)]);
      return graph.op('Mul', [x, graph.op('Sigmoid', [scaled])]);
    }
    case 'gelu':
      return graph.op('Gelu', [x], { approximate: 'none' });
    case 'gelu_tanh':
      return graph.op('Gelu', [x], { approximate: 'tanh' });
  }
}
