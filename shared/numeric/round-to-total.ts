/** Rounded numbers that still add up. */

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
