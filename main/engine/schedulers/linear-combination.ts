/** Sums of weighted arrays: what every sampling rule comes down to. */

export type Term = readonly [weight: number, values: Float32Array | Float64Array];

/**
 * Writes the weighted sum, computed in double precision. Terms of weight 0 are left out, so that
 * nothing undefined in them spreads.
 *
 * @param out may be one of the terms' arrays
 * @param terms arrays of `out`'s length
 */
export function combine(out: Float32Array | Float64Array, ...terms: readonly Term[]): void {
  const [first, second, ...more] = terms.filter(([weight]) => weight !== 0);
  if (first === undefined) {
    out.fill(0);
    return;
  }
  const [a, x] = first;
  const [b, y] = second ?? [0, x];
  for (let at = 0; at < out.length; at += 1) {
    let sum = a * x[at]!;
    if (b !== 0) sum += b * y[at]!;
    for (const [weight, values] of more) sum += weight * values[at]!;
    out[at] = sum;
  }
}
