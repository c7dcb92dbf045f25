/** Means over squares, in the same time however large they are. */

/**
 * The mean of the square of `2 * reach + 1` pixels around each pixel, of those that lie inside.
 *
 * @param plane float32 [height, width]
 */
export function boxMean(
  plane: Float32Array,
  width: number,
  height: number,
  reach: number,
): Float32Array {
  const across = new Float32Array(plane.length);
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    let sum = 0;
    for (let x = 0; x < Math.min(reach, width); x += 1) sum += plane[row + x]!;
    for (let x = 0; x < width; x += 1) {
      if (x + reach < width) sum += plane[row + x + reach]!;
      if (x > reach) sum -= plane[row + x - reach - 1]!;
      across[row + x] = sum / spanOf(x, width, reach);
    }
  }
  const out = new Float32Array(plane.length);
  // Row by row, not column by column: memory is read in the order it lies in.
  const sums = new Float64Array(width);
  const add = (y: number, sign: number): void => {
    const row = y * width;
    for (let x = 0; x < width; x += 1) sums[x]! += sign * across[row + x]!;
  };
  for (let y = 0; y < Math.min(reach, height); y += 1) add(y, 1);
  for (let y = 0; y < height; y += 1) {
    if (y + reach < height) add(y + reach, 1);
    if (y > reach) add(y - reach - 1, -1);
    const many = spanOf(y, height, reach);
    for (let x = 0; x < width; x += 1) out[y * width + x] = sums[x]! / many;
  }
  return out;
}

function spanOf(at: number, length: number, reach: number): number {
  return Math.min(length - 1, at + reach) - Math.max(0, at - reach) + 1;
}
