/** What a comparison can bring in besides what was selected. */
import type { PictureId } from '#shared/domain/ids.ts';

/** So many to each side of every selected one. */
const REACH = 24;

/** The selected pictures with their neighbours, in the order of the list; those not in it come last. */
export function poolAround(
  order: readonly PictureId[],
  selected: readonly PictureId[],
): readonly PictureId[] {
  const places = selected.map((id) => order.indexOf(id));
  const near = new Set<number>();
  for (const place of places.filter((at) => at >= 0)) {
    const end = Math.min(order.length, place + REACH + 1);
    for (let at = Math.max(0, place - REACH); at < end; at += 1) near.add(at);
  }
  const pool = [...near].toSorted((a, b) => a - b).flatMap((at) => order[at] ?? []);
  return [...new Set([...pool, ...selected])];
}
