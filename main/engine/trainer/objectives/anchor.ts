/** Embeddings by their direction, and how far one has turned from where it is to stay. */
import type { GraphDraft } from '../graph/graph-draft.ts';

/**
 * Adds 1 - cosine between embeddings and an input of that name.
 *
 * @param embeddings float32 [rows, dimensions], of length 1
 * @returns float32 [rows], 0 where nothing has moved
 */
export function addDistance(
  draft: GraphDraft,
  embeddings: string,
  anchor: string,
  [rows, dimensions]: readonly [rows: number, dimensions: number],
): string {
  const kept = draft.input(anchor, 'float32', [rows, dimensions]);
  const cosines = draft.sum(draft.op('Mul', [embeddings, kept]), [1]);
  return draft.reshape(draft.op('Sub', [draft.number(1), cosines]), [rows]);
}

/** Adds the rows of [rows, dimensions], each divided by its length. */
export function addUnitLength(draft: GraphDraft, value: string): string {
  const length = draft.op('ReduceL2', [value, draft.ints([1])], { keepdims: { int: 1 } });
  return draft.op('Div', [value, length]);
}
