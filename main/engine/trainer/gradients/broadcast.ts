/** The other direction of broadcasting: what was repeated is summed. */
import type { GraphDraft } from '../graph/graph-draft.ts';

/**
 * A gradient of the size `from` brought to the size `to` that was broadcast to it, by sums over the
 * axes that were repeated; nothing is added where none was.
 */
export function sumTo(
  draft: GraphDraft,
  gradient: string,
  from: readonly number[],
  to: readonly number[],
): string {
  const added = from.length - to.length;
  const axes = from.flatMap((size, axis) => {
    const own = axis < added ? 1 : to[axis - added]!;
    return size !== own ? [axis] : [];
  });
  const summed = axes.length === 0 ? gradient : draft.sum(gradient, axes);
  return added === 0 ? summed : draft.reshape(summed, to);
}

/** Axes counted from the end brought to 0..rank-1. */
export function positive(axes: readonly number[], rank: number): number[] {
  return axes.map((axis) => (axis < 0 ? axis + rank : axis));
}

/** How many elements a tensor of these sizes has. */
export function countOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/** The order of axes that undoes a transposition. */
export function inverseOrder(order: readonly number[]): number[] {
  const inverse: number[] = [];
  order.forEach((axis, place) => (inverse[axis] = place));
  return inverse;
}

/** 0, 1, … count - 1. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
