/**
 * An enlarged picture, held to the one it was made of: shrunk back it must be that picture again
 * (back-projection: Irani & Peleg 1991). The network sharpens edges, but shifts tones that it has
 * seldom seen, such as half-clear grounds; this puts them right and leaves the edges sharp.
 */
import { resizePlane } from '#shared/numeric/resize.ts';

/** The second takes back what the first overshoots. */
const ROUNDS = 2;

/**
 * @param large float32 [channels, height × factor, width × factor] in [-1, 1]; changed in place
 * @param small float32 [channels, height, width] in [-1, 1]
 */
export function keepToSource(
  large: Float32Array,
  small: Float32Array,
  { width, height, factor }: { width: number; height: number; factor: number },
): void {
  const area = width * height;
  for (let start = 0; start < small.length; start += area) {
    const wanted = small.subarray(start, start + area);
    const plane = large.subarray(start * factor ** 2, (start + area) * factor ** 2);
    const [first = 0] = wanted;
    // A ground of one tone, as the alpha of every photograph is.
    if (wanted.every((value) => value === first)) plane.fill(first);
    else pull(plane, wanted, width, factor);
  }
}

function pull(plane: Float32Array, wanted: Float32Array, width: number, factor: number): void {
  const height = wanted.length / width;
  for (let round = 0; round < ROUNDS; round += 1) {
    const lacking = meansOf(plane, width, height, factor);
    for (let at = 0; at < lacking.length; at += 1) lacking[at] = wanted[at]! - lacking[at]!;
    const spread = resizePlane(lacking, width, height, width * factor, height * factor);
    for (let at = 0; at < plane.length; at += 1) {
      const value = plane[at]! + spread[at]!;
      plane[at] = value < -1 ? -1 : value > 1 ? 1 : value;
    }
  }
}

/** The mean of every square of `factor` × `factor`. */
function meansOf(plane: Float32Array, width: number, height: number, factor: number): Float32Array {
  const means = new Float32Array(width * height);
  const share = 1 / factor ** 2;
  let at = 0;
  for (let y = 0; y < height * factor; y += 1) {
    const row = Math.floor(y / factor) * width;
    for (let x = 0; x < width; x += 1) {
      for (let step = 0; step < factor; step += 1, at += 1) means[row + x]! += plane[at]! * share;
    }
  }
  return means;
}
