/** What is left of a plane without its finer drawing. */
import type { Planes } from './planes.ts';

/** Over which part of the longer side lights are compared: finer drawing belongs to the manner. */
const REACH = 1 / 160;

export function reachOf({ width, height }: Pick<Planes, 'width' | 'height'>): number {
  return Math.max(1, Math.round(Math.max(width, height) * REACH));
}

/** Means over squares, by running sums; at the border over the part that is inside. */
export function blurred(
  plane: Float32Array,
  { width, height }: Pick<Planes, 'width' | 'height'>,
  reach: number,
): Float32Array {
  const rows = new Float32Array(plane.length);
  for (let y = 0; y < height; y += 1) {
    meansAlong(plane, rows, { start: y * width, step: 1, count: width }, reach);
  }
  const out = new Float32Array(plane.length);
  for (let x = 0; x < width; x += 1) {
    meansAlong(rows, out, { start: x, step: width, count: height }, reach);
  }
  return out;
}

function meansAlong(
  from: Float32Array,
  to: Float32Array,
  { start, step, count }: { readonly start: number; readonly step: number; readonly count: number },
  reach: number,
): void {
  let sum = 0;
  let many = 0;
  for (let at = 0; at < Math.min(reach, count); at += 1) {
    sum += from[start + at * step]!;
    many += 1;
  }
  for (let at = 0; at < count; at += 1) {
    if (at + reach < count) {
      sum += from[start + (at + reach) * step]!;
      many += 1;
    }
    if (at - reach - 1 >= 0) {
      sum -= from[start + (at - reach - 1) * step]!;
      many -= 1;
    }
    to[start + at * step] = sum / many;
  }
}
