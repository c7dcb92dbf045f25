/**
 * A mask as numbers: how much of each pixel may change, 0 (nothing) to 255 (all of it), row by row.
 * Every change answers the part that it touched, so that only that part is drawn and kept for undo.
 */

export interface Coverage {
  readonly width: number;
  readonly height: number;
  /** `width * height` values. */
  readonly data: Uint8Array;
}

/** Pixels: from `left`, `top` on, `right` and `bottom` are just outside. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A point of the mask in its pixels; whole numbers are the pixels' corners. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The longer side that a mask has at most: finer than any edge that is softened afterwards. */
export const MOST_SIDE = 2048;

/** An empty mask for a picture of this size, at the picture's own resolution up to `MOST_SIDE`. */
export function coverageFor(width: number, height: number): Coverage {
  const shrink = Math.min(1, MOST_SIDE / Math.max(width, height));
  const size = {
    width: Math.max(1, Math.round(width * shrink)),
    height: Math.max(1, Math.round(height * shrink)),
  };
  return { ...size, data: new Uint8Array(size.width * size.height) };
}

export function wholeOf({ width, height }: Coverage): Region {
  return { left: 0, top: 0, right: width, bottom: height };
}

/** The pixels that a box meets, inside the mask; undefined where it meets none. */
export function regionOf(coverage: Coverage, from: Point, to: Point): Region | undefined {
  const region = {
    left: Math.max(0, Math.floor(Math.min(from.x, to.x))),
    top: Math.max(0, Math.floor(Math.min(from.y, to.y))),
    right: Math.min(coverage.width, Math.ceil(Math.max(from.x, to.x))),
    bottom: Math.min(coverage.height, Math.ceil(Math.max(from.y, to.y))),
  };
  return region.left < region.right && region.top < region.bottom ? region : undefined;
}

export function joined(one: Region | undefined, other: Region | undefined): Region | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  };
}

/** A copy of the values in a region, row by row. */
export function cut({ width, data }: Coverage, { left, top, right, bottom }: Region): Uint8Array {
  const wide = right - left;
  const values = new Uint8Array(wide * (bottom - top));
  for (let y = top; y < bottom; y += 1) {
    values.set(data.subarray(y * width + left, y * width + right), (y - top) * wide);
  }
  return values;
}

/** Writes back what `cut` took. */
export function paste({ width, data }: Coverage, region: Region, values: Uint8Array): void {
  const wide = region.right - region.left;
  for (let y = region.top; y < region.bottom; y += 1) {
    const row = (y - region.top) * wide;
    data.set(values.subarray(row, row + wide), y * width + region.left);
  }
}

/** Gives every pixel the same value. */
export function fill(coverage: Coverage, value: number): Region {
  coverage.data.fill(value);
  return wholeOf(coverage);
}

/** Covers also what `values` covers, row by row; what was covered more stays so. */
export function cover(coverage: Coverage, values: Uint8Array): Region {
  const { data } = coverage;
  for (let at = 0; at < data.length; at += 1) {
    data[at] = Math.max(data[at] ?? 0, values[at] ?? 0);
  }
  return wholeOf(coverage);
}

/** What could change is kept, and the other way round. */
export function invert(coverage: Coverage): Region {
  const { data } = coverage;
  for (let at = 0; at < data.length; at += 1) data[at] = 255 - (data[at] ?? 0);
  return wholeOf(coverage);
}

/** The share of the picture that is covered, 0..1. */
export function coveredShare({ data }: Coverage): number {
  let sum = 0;
  for (const value of data) sum += value;
  return sum / (255 * data.length);
}

/** The smallest box around everything that is covered at all; undefined for an empty mask. */
export function coveredBox({ width, height, data }: Coverage): Region | undefined {
  let box: Region | undefined;
  for (let y = 0; y < height; y += 1) {
    const row = data.subarray(y * width, (y + 1) * width);
    const left = row.findIndex((value) => value > 0);
    if (left < 0) continue;
    const right = row.findLastIndex((value) => value > 0) + 1;
    box = joined(box, { left, top: y, right, bottom: y + 1 });
  }
  return box;
}
