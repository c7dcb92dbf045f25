/** Scaled dot-product attention with several heads (Vaswani et al. 2017). */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { reshape } from './shape.ts';

export interface AttentionOptions {
  readonly heads: number;
  /** How many sequences the rows hold: int64 [1]. */
  readonly batch: Value;
  /** Whether a place sees only itself and what is before it. */
  readonly isCausal?: boolean;
  /** Added to the scores: [batch or 1, heads or 1, places, others]. */
  readonly bias?: Value;
}

/**
 * @param query rows [batch × places, width]
 * @param key rows [batch × others, width]
 * @param value rows [batch × others, width]
 * @returns rows [batch × places, width]
 *
 * One fused operator: runtimes compute it in blocks, so that the table of all pairs is never whole
 * in memory. Scores are scaled by 1 / √(width of a head).
 */
export function attention(
  graph: GraphWriter,
  query: Value,
  key: Value,
  value: Value,
  width: number,
  { heads, batch, isCausal = false, bias }: AttentionOptions,
): Value {
  const [q, k, v] = [query, key, value].map((rows) => reshape(graph, rows, batch, -1, width));
  const added = bias === undefined ? [] : [undefined, undefined, bias];
  const mixed = graph.contrib('MultiHeadAttention', [q, k, v, ...added], {
    num_heads: { int: heads },
    ...(isCausal ? { unidirectional: { int: 1 } } : {}),
  });
  return reshape(graph, mixed, -1, width);
}
