/** Places of scores on one axis. */

export interface Axis {
  readonly min: number;
  readonly max: number;
}

/** A little more than the range of the scores; never empty. */
export function axisOf(scores: readonly number[]): Axis {
  if (scores.length === 0) return { min: 0, max: 1 };
  const min = Math.min(...scores);
  const max = Math.max(...scores);
  const room = Math.max(0.01, (max - min) * 0.08);
  return { min: min - room, max: max + room };
}

/** 0..1 along the axis. */
export function placeOn(axis: Axis, score: number): number {
  return (score - axis.min) / (axis.max - axis.min);
}

/**
 * Which of the places (0..1, best first) get a thumbnail when two need `gap` between them. The first
 * always does.
 */
export function spreadOut(places: readonly number[], gap: number): boolean[] {
  const taken: number[] = [];
  return places.map((place) => {
    const isFree = taken.every((other) => Math.abs(other - place) >= gap);
    if (isFree) taken.push(place);
    return isFree;
  });
}
