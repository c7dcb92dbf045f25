/** How far a share that was counted can be trusted. */

export interface Share {
  /** 0..1 */
  readonly value: number;
  /** Between these it lies in nineteen of twenty cases. */
  readonly low: number;
  readonly high: number;
}

/** Two-sided, 95 %. */
const Z = 1.96;

/** Of `of` tries `right` were right; Wilson's interval (JASA 22, 1927). `of` of at least 1. */
export function shareOf(right: number, of: number): Share {
  const value = right / of;
  const spread = Z ** 2 / of;
  const middle = (value + spread / 2) / (1 + spread);
  const half = (Z / (1 + spread)) * Math.sqrt((value * (1 - value)) / of + spread / (4 * of));
  return { value, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** How many tries in all it takes until chance (a half) lies outside, if the share stays as it is. */
export function triesToBeat(value: number, most: number): number | undefined {
  for (let of = 1; of <= most; of += 1) {
    if (shareOf(value * of, of).low > 0.5) return of;
  }
  return undefined;
}
