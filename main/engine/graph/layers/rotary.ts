/** Places told by turning pairs of numbers (rotary embeddings: Su et al. 2021). */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { reshape } from './shape.ts';

/** Cosine and sine of each pair's angle at each place: [places, width of a head / 2]. */
export interface RotaryTables {
  readonly cos: Value;
  readonly sin: Value;
}

/** Adds the inputs `rotary_cos` and `rotary_sin`, float32 [places, half]. */
export function rotaryInputs(graph: GraphWriter, half: number): RotaryTables {
  const [cos, sin] = ['rotary_cos', 'rotary_sin'].map((name) =>
    graph.toPrecision(graph.input(name, 'float32', ['all places', half])),
  ) as [Value, Value];
  return { cos, sin };
}

export interface RotateOptions {
  readonly tables: RotaryTables;
  /** Width of all heads together. */
  readonly width: number;
  /** Whether pairs are neighbours (FLUX), or lie half a head apart (Qwen, Llama). */
  readonly areNeighbours: boolean;
}

/**
 * @param x rows [places, width] of one sequence; each head is turned by the same tables
 * @returns the same shape
 */
export function rotate(
  graph: GraphWriter,
  x: Value,
  { tables, width, areNeighbours }: RotateOptions,
): Value {
  const sequence = reshape(graph, x, 1, -1, width);
  // One place alone is where the sequence begins in the tables.
  const turned = graph.contrib(
    'RotaryEmbedding',
    [sequence, graph.ints(0), tables.cos, tables.sin],
    { interleaved: { int: areNeighbours ? 1 : 0 } },
  );
  return reshape(graph, turned, -1, width);
}
