/** How far apart the patches of two pictures are: what a style transfer is to make smaller. */
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { CHANNELS, PATCH, type PatchGraphs } from './patch-graphs.ts';
import { partOf } from './patch-part.ts';
import type { Planes } from './planes.ts';

const DIRECTIONS = 64;
const DIMENSIONS = CHANNELS * PATCH * PATCH;

/**
 * The sliced Wasserstein distance of patches (Rabin et al. 2011; Elnekave & Weiss 2022): along random
 * directions, the mean absolute difference of their sorted shadows.
 */
export async function patchDistance(
  graphs: PatchGraphs,
  one: Planes,
  other: Planes,
): Promise<number> {
  const directions = drawDirections(new TorchRandom(3));
  const shadows = async (planes: Planes): Promise<Float32Array[]> => {
    const part = partOf(planes, 0, 0);
    const all = await graphs.project(part.data, part.height, part.width, directions);
    const length = all.length / DIRECTIONS;
    return Array.from({ length: DIRECTIONS }, (_, at) =>
      all.slice(at * length, (at + 1) * length).sort(),
    );
  };
  const [mine, theirs] = [await shadows(one), await shadows(other)];
  const sums = mine.map((row, at) => {
    const target = theirs[at]!;
    let sum = 0;
    for (let rank = 0; rank < row.length; rank += 1) {
      const place = Math.floor(((rank + 0.5) * target.length) / row.length);
      sum += Math.abs(row[rank]! - target[Math.min(target.length - 1, place)]!);
    }
    return sum / row.length;
  });
  return sums.reduce((sum, value) => sum + value, 0) / sums.length;
}

/** Of length 1. */
function drawDirections(random: TorchRandom): Float32Array {
  const all = random.normal(DIRECTIONS * DIMENSIONS);
  for (let row = 0; row < DIRECTIONS; row += 1) {
    const own = all.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS);
    const length = Math.hypot(...own);
    for (let at = 0; at < DIMENSIONS; at += 1) own[at]! /= length;
  }
  return all;
}
