/** Connected parts of a mask, as boxes. */
import type { Placement } from '#shared/numeric/geometry.ts';

export interface Part {
  readonly box: Placement;
  readonly pixels: number;
  /** The greatest value in it. */
  readonly most: number;
}

/** Parts smaller than this share of the picture are specks. */
const SPECK = 0.002;

/**
 * Parts in which `plane` is at least `threshold`, four neighbours a pixel, largest first.
 *
 * @param plane float32 [height, width]
 */
export function partsOf(
  plane: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  threshold: number,
): Part[] {
  const seen = new Uint8Array(plane.length);
  const parts: Part[] = [];
  for (let start = 0; start < plane.length; start += 1) {
    if (seen[start] === 1 || plane[start]! < threshold) continue;
    const part = walk(plane, seen, start, { width, height, threshold });
    if (part.pixels >= SPECK * plane.length) parts.push(part);
  }
  return parts.toSorted((a, b) => b.pixels - a.pixels);
}

function walk(
  plane: Float32Array,
  seen: Uint8Array,
  start: number,
  { width, height, threshold }: { width: number; height: number; threshold: number },
): Part {
  const open = [start];
  seen[start] = 1;
  let [left, top, right, bottom] = [width, height, 0, 0];
  let pixels = 0;
  let most = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    pixels += 1;
    most = Math.max(most, plane[at]!);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    const around = [
      x > 0 ? at - 1 : -1,
      x < width - 1 ? at + 1 : -1,
      y > 0 ? at - width : -1,
      y < height - 1 ? at + width : -1,
    ];
    for (const next of around) {
      if (next < 0 || seen[next] === 1 || plane[next]! < threshold) continue;
      seen[next] = 1;
      open.push(next);
    }
  }
  const box = { left, top, width: right - left + 1, height: bottom - top + 1 };
  return { box, pixels, most };
}
