/** Keeps a picture recognisable while its patches are exchanged. */
import { lightnessOf, type Planes } from './planes.ts';

/** How firmly the lights are held where the manner is weakest, and how much of that it takes away. */
const FIRMEST = 0.9;
const LOOSENED = 0.8;
/** Over which part of the longer side lightness is compared: finer drawing belongs to the manner. */
const REACH = 1 / 160;

/**
 * Pulls the lightness of `state` towards that of the picture, blurred a little, in place.
 *
 * @param strength of the manner: 0 holds firmly, 1 loosely
 */
export function holdContent(state: Planes, own: Planes, strength: number): void {
  const { width, height, data } = state;
  const area = width * height;
  const wanted = lightnessOf(own);
  const now = lightnessOf(state);
  for (let at = 0; at < area; at += 1) wanted[at]! -= now[at]!;
  const reach = Math.max(1, Math.round(Math.max(width, height) * REACH));
  // Twice, for a square alone turns some fine patterns round, and they would grow.
  const pull = blurred(blurred(wanted, state, reach), state, reach);
  const share = FIRMEST * (1 - LOOSENED * strength);
  for (let channel = 0; channel < 3; channel += 1) {
    for (let at = 0; at < area; at += 1) {
      const value = data[channel * area + at]! + share * pull[at]!;
      data[channel * area + at] = Math.min(1, Math.max(0, value));
    }
  }
}

/** Means over squares, by running sums; at the border over the part that is inside. */
function blurred(
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
