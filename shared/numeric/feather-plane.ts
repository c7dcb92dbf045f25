/** Softens the edge of a mask. */

/** So many running means one after another come close to a Gaussian. */
const PASSES = 3;

/**
 * Blurs by about `radius` pixels to both sides of an edge, in place, and by no pixel more. What lies
 * beyond the border is as on it.
 *
 * @param data uint8 [height, width]
 */
export function featherPlane(
  data: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  radius: number,
): void {
  if (radius <= 0) return;
  const reach = Math.max(1, Math.round(radius / PASSES));
  const other = new Uint8Array(data.length);
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (let y = 0; y < height; y += 1) runningMean(data, other, y * width, 1, width, reach);
    for (let x = 0; x < width; x += 1) runningMean(other, data, x, width, height, reach);
  }
}

function runningMean(
  from: Uint8Array | Uint8ClampedArray,
  to: Uint8Array | Uint8ClampedArray,
  start: number,
  step: number,
  count: number,
  reach: number,
): void {
  const last = count - 1;
  const valueAt = (index: number): number =>
    from[start + Math.min(last, Math.max(0, index)) * step] ?? 0;
  let sum = 0;
  for (let index = -reach; index <= reach; index += 1) sum += valueAt(index);
  const size = 2 * reach + 1;
  for (let index = 0; index < count; index += 1) {
    to[start + index * step] = Math.round(sum / size);
    sum += valueAt(index + reach + 1) - valueAt(index - reach);
  }
}
