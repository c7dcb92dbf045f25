/** A picture as a CLIP sees it, seen a little otherwise each time. */
import { mirrored } from '#shared/numeric/lesson-picture.ts';

export interface Variation {
  readonly isMirrored: boolean;
  readonly isColourVaried: boolean;
}

/** Smallest and largest of it, as a share of its own size. */
const [SMALLEST, LARGEST] = [0.8, 1.15];
/** Most that it is moved, as a share of the side. */
const MOVED = 0.08;
/** Most that brightness and contrast are moved. */
const COLOURED = 0.15;

/**
 * Nearer or farther, moved, mirrored, in other light.
 *
 * @param picture float32 [3, side, side], normalised for the tower
 * @param ground what is seen beyond its edges, one value a channel, normalised too
 * @param random 0..1
 */
export function variedPicture(
  picture: Float32Array,
  side: number,
  ground: readonly number[],
  { isMirrored, isColourVaried }: Variation,
  random: () => number,
): Float32Array {
  const scale = SMALLEST + (LARGEST - SMALLEST) * random();
  const [across, down] = [random(), random()].map((value) => MOVED * side * (2 * value - 1));
  const isTurned = isMirrored && random() < 0.5;
  const light = isColourVaried ? COLOURED * (2 * random() - 1) : 0;
  const depth = isColourVaried ? 1 + COLOURED * (2 * random() - 1) : 1;
  const source = isTurned ? mirrored(picture, side) : picture;
  const area = side * side;
  const out = new Float32Array(picture.length);
  const middle = (side - 1) / 2;
  for (let channel = 0; channel < 3; channel += 1) {
    const plane = source.subarray(channel * area, (channel + 1) * area);
    const beyond = ground[channel] ?? 0;
    for (let y = 0; y < side; y += 1) {
      const row = (y - middle - down!) / scale + middle;
      for (let x = 0; x < side; x += 1) {
        const column = (x - middle - across!) / scale + middle;
        const value = between(plane, side, row, column, beyond);
        out[channel * area + y * side + x] = value * depth + light;
      }
    }
  }
  return out;
}

/** Bilinear. */
function between(
  plane: Float32Array,
  side: number,
  row: number,
  column: number,
  beyond: number,
): number {
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [lower, right] = [row - top, column - left];
  const at = (y: number, x: number): number =>
    y < 0 || x < 0 || y >= side || x >= side ? beyond : plane[y * side + x]!;
  const above = at(top, left) * (1 - right) + at(top, left + 1) * right;
  const below = at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right;
  return above * (1 - lower) + below * lower;
}
