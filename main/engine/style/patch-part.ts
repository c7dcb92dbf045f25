/** Patches of a picture: where they lie, and putting others in their place. */
import { CHANNELS, PATCH, patchesAlong, STRIDE } from './patch-graphs.ts';
import type { Planes } from './planes.ts';

/** From an offset on, cut where the last whole patch ends. */
export function partOf({ width, height, data }: Planes, left: number, top: number): Planes {
  const wide = (patchesAlong(width - left) - 1) * STRIDE + PATCH;
  const high = (patchesAlong(height - top) - 1) * STRIDE + PATCH;
  const out = new Float32Array(CHANNELS * wide * high);
  for (let channel = 0; channel < CHANNELS; channel += 1) {
    for (let y = 0; y < high; y += 1) {
      const from = (channel * height + top + y) * width + left;
      out.set(data.subarray(from, from + wide), (channel * high + y) * wide);
    }
  }
  return { width: wide, height: high, data: out };
}

/** How much each place counts where patches overlap: the middle most, so that strokes stay sharp. */
const WINDOW = Float32Array.of(1, 2, 4, 6, 4, 2, 1);

/** What the patches that cover each place of a side count together. */
function coverAlong(length: number): Float32Array {
  const cover = new Float32Array(length);
  for (let start = 0; start + PATCH <= length; start += STRIDE) {
    for (let at = 0; at < PATCH; at += 1) cover[start + at]! += WINDOW[at]!;
  }
  return cover;
}

/**
 * Some patches as rows.
 *
 * @param places numbers of patches, row by row
 * @returns float32 [places, 3 × 7 × 7]
 */
export function patchesAt({ width, height, data }: Planes, places: Uint32Array): Float32Array {
  const columns = patchesAlong(width);
  const dimensions = CHANNELS * PATCH * PATCH;
  const out = new Float32Array(places.length * dimensions);
  for (const [index, place] of places.entries()) {
    const top = Math.floor(place / columns) * STRIDE;
    const left = (place % columns) * STRIDE;
    let to = index * dimensions;
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      for (let y = 0; y < PATCH; y += 1) {
        const from = (channel * height + top + y) * width + left;
        for (let x = 0; x < PATCH; x += 1) out[to++] = data[from + x]!;
      }
    }
  }
  return out;
}

/** The mean of what patches of `source` say of each pixel, laid out as the patches of a part. */
export function laidOut(
  { width, height }: Pick<Planes, 'width' | 'height'>,
  source: Planes,
  chosen: Uint32Array,
): Float32Array {
  const columns = patchesAlong(width);
  const sourceColumns = patchesAlong(source.width);
  const out = new Float32Array(CHANNELS * width * height);
  for (const [place, from] of chosen.entries()) {
    const top = Math.floor(place / columns) * STRIDE;
    const left = (place % columns) * STRIDE;
    const sourceTop = Math.floor(from / sourceColumns) * STRIDE;
    const sourceLeft = (from % sourceColumns) * STRIDE;
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      for (let y = 0; y < PATCH; y += 1) {
        const to = (channel * height + top + y) * width + left;
        const at = (channel * source.height + sourceTop + y) * source.width + sourceLeft;
        for (let x = 0; x < PATCH; x += 1) {
          out[to + x]! += WINDOW[y]! * WINDOW[x]! * source.data[at + x]!;
        }
      }
    }
  }
  const [across, down] = [coverAlong(width), coverAlong(height)];
  for (let at = 0; at < out.length; at += 1) {
    out[at]! /= across[at % width]! * down[Math.floor(at / width) % height]!;
  }
  return out;
}
