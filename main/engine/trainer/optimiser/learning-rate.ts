/**
 * A straight warm-up, then half a cosine down to zero (Loshchilov and Hutter 2017).
 *
 * @param step counted from 0
 * @returns the share of the highest rate, 0..1
 */
export function cosineRate(step: number, steps: number, warmUp: number): number {
  if (step < warmUp) return (step + 1) / warmUp;
  const progress = (step - warmUp) / Math.max(1, steps - warmUp);
  return 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
}
