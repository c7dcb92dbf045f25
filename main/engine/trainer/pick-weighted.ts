/**
 * The index that a number 0..1 falls on, each as often as its weight says.
 *
 * @param weights above 0, at least one
 */
export function pickWeighted(weights: readonly number[], value: number): number {
  let left = value * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return weights.length - 1;
}
