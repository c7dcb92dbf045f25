/** Measures of a picture that need no network. */
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { resizePlane } from '#shared/numeric/resize.ts';

const HASH_WIDTH = 9;
const HASH_HEIGHT = 8;

/** Rec. 709 luma over white, 0..255: float32 [height, width]. */
export function greyOf({ rgba, width, height }: Pixels): Float32Array {
  const grey = new Float32Array(width * height);
  for (let at = 0; at < grey.length; at += 1) {
    const from = at * 4;
    const alpha = rgba[from + 3]! / 255;
    const light = 0.2126 * rgba[from]! + 0.7152 * rgba[from + 1]! + 0.0722 * rgba[from + 2]!;
    grey[at] = light * alpha + 255 * (1 - alpha);
  }
  return grey;
}

/** Difference hash (Krawetz 2013): whether each of 8 x 8 places is lighter than its right neighbour. */
export function differenceHash(grey: Float32Array, width: number, height: number): string {
  const small = resizePlane(grey, width, height, HASH_WIDTH, HASH_HEIGHT);
  let hash = '';
  for (let row = 0; row < HASH_HEIGHT; row += 1) {
    let byte = 0;
    for (let column = 0; column < HASH_WIDTH - 1; column += 1) {
      const at = row * HASH_WIDTH + column;
      // A little apart: on even ground, noise would decide.
      byte = byte * 2 + (small[at]! > small[at + 1]! + 1 ? 1 : 0);
    }
    hash += byte.toString(16).padStart(2, '0');
  }
  return hash;
}

/** Bits in which two hashes differ, 0..64. */
export function hashDistance(one: string, other: string): number {
  let distance = 0;
  for (let at = 0; at < one.length; at += 2) {
    let bits = parseInt(one.slice(at, at + 2), 16) ^ parseInt(other.slice(at, at + 2), 16);
    for (; bits !== 0; bits &= bits - 1) distance += 1;
  }
  return distance;
}

/**
 * How hard edges are: the variance of the Laplacian (Pech-Pacheco et al. 2000) over the mean square
 * slope, so that few edges, as in a flat drawing, do not count as blur. 0 where nothing is to be seen.
 */
export function edgeHardness(grey: Float32Array, width: number, height: number): number {
  let laplacians = 0;
  let slopes = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const across = grey[at + 1]! - grey[at - 1]!;
      const down = grey[at + width]! - grey[at - width]!;
      const curve =
        grey[at + 1]! + grey[at - 1]! + grey[at + width]! + grey[at - width]! - 4 * grey[at]!;
      laplacians += curve * curve;
      slopes += (across * across + down * down) / 4;
    }
  }
  return slopes < 1 ? 0 : laplacians / slopes;
}
