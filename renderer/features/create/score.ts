/** Numbers of the score panel: parts that add up as shown, and places on one axis. */

/**
 * Rounds values to `digits` decimals so that the rounded ones add up to the rounded total: the
 * largest remainders get the missing last digits.
 */
export function roundToTotal(values: readonly number[], total: number, digits: number): number[] {
  const unit = 10 ** digits;
  const scaled = values.map((value) => value * unit);
  const floors = scaled.map(Math.floor);
  let missing = Math.round(total * unit) - floors.reduce((sum, value) => sum + value, 0);
  const byRemainder = scaled
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .toSorted((a, b) => b.remainder - a.remainder);
  for (const { index } of byRemainder) {
    if (missing <= 0) break;
    floors[index] = (floors[index] ?? 0) + 1;
    missing -= 1;
  }
  return floors.map((value) => value / unit);
}

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
