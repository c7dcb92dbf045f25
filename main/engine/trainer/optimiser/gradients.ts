/** Sums of gradients over several batches, and their length. */

/** Adds `part` × `share` to `sum` in place; begins the sum where there is none. */
export function accumulate(
  sum: Map<string, Float32Array>,
  part: ReadonlyMap<string, Float32Array>,
  share: number,
): void {
  for (const [name, values] of part) {
    const known = sum.get(name);
    if (known === undefined)
      sum.set(
        name,
        values.map((value) => value * share),
      );
    else
      for (let index = 0; index < values.length; index += 1)
        known[index]! += values[index]! * share;
  }
}

/** Euclidean length of all gradients together. */
export function lengthOf(gradients: ReadonlyMap<string, Float32Array>): number {
  let sum = 0;
  for (const values of gradients.values()) {
    for (const value of values) sum += value * value;
  }
  return Math.sqrt(sum);
}

/** Shortens all gradients together to `limit` where they are longer (Pascanu et al. 2013), in place. */
export function clipLength(gradients: ReadonlyMap<string, Float32Array>, limit: number): number {
  const length = lengthOf(gradients);
  if (length > limit) {
    const share = limit / length;
    for (const values of gradients.values()) {
      for (let index = 0; index < values.length; index += 1) values[index]! *= share;
    }
  }
  return length;
}
