/**
 * A soft edge for a rough mask: the guided filter with a colour guide (He, Sun & Tang, "Guided Image
 * Filtering", 2013), solved on a small picture and applied to a large one (He & Sun, "Fast Guided
 * Filter", 2015); colours behind soft edges by blurred fusion (Forte, "Approximate Fast Foreground
 * Colour Estimation", 2021).
 */
import { boxMean } from './box-mean.ts';
import type { Samples } from './tone.ts';

/** Large enough for shapes, small enough to follow a slider. */
export const MATTE_SIDE = 640;
/** Side of the filter's windows, as a share of the longer side. */
const WINDOW = 0.008;
/** How much colours may differ inside a window that has no edge, squared, of 1. */
const FLATNESS = 1e-4;
/** The filter leaves a little haze on both sides, which is cut off. */
const HAZE = 0.12;
/** Windows over which colours of subject and ground are gathered. */
const GATHERING = 3;

/** Planes at the size it was solved at; colours 0..1. */
export interface Matte {
  readonly width: number;
  readonly height: number;
  /** alpha = slope · colour + offset: float32 [4, height, width], red, green, blue, offset. */
  readonly fit: readonly Float32Array[];
  /** Mean of the mask around: 0 or 1 far from every edge. */
  readonly around: Float32Array;
  /** Colours of what stays, and of what goes: float32 [3, height, width] each. */
  readonly subject: readonly Float32Array[];
  readonly ground: readonly Float32Array[];
}

/**
 * @param rgba straight RGBA uint8 [height, width, 4], small
 * @param mask float32 [height, width], 0..1: what stays
 */
export function solveMatte(
  rgba: Uint8Array | Uint8ClampedArray,
  mask: Float32Array,
  width: number,
  height: number,
): Matte {
  const reach = Math.max(2, Math.round(Math.max(width, height) * WINDOW));
  const mean = (plane: Float32Array, size = reach): Float32Array =>
    boxMean(plane, width, height, size);
  const colours = [0, 1, 2].map((channel) =>
    Float32Array.from(mask, (_, at) => rgba[at * 4 + channel]! / 255),
  );
  const fit = fitAlpha(colours, mask, mean);
  const alpha = mask.map((_, at) =>
    sharpened(
      fit.reduce((sum, plane, channel) => sum + plane[at]! * (colours[channel]?.[at] ?? 1), 0),
    ),
  );
  const gather = (weight: Float32Array): Float32Array[] => {
    const total = mean(weight, reach * GATHERING);
    return colours.map((plane) => {
      const weighted = mean(product(plane, weight), reach * GATHERING);
      return weighted.map((value, at) => (total[at]! < 1e-4 ? plane[at]! : value / total[at]!));
    });
  };
  return {
    ...{ width, height, fit },
    around: mean(mask, reach * 2),
    subject: gather(alpha),
    ground: gather(alpha.map((value) => 1 - value)),
  };
}

/** The planes of the best straight line from colour to mask in every window, averaged. */
function fitAlpha(
  colours: readonly Float32Array[],
  mask: Float32Array,
  mean: (plane: Float32Array) => Float32Array,
): Float32Array[] {
  const [red, green, blue] = colours as [Float32Array, Float32Array, Float32Array];
  const [mr, mg, mb] = [mean(red), mean(green), mean(blue)];
  const mm = mean(mask);
  const [rm, gm, bm] = [red, green, blue].map((plane) => mean(product(plane, mask))) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const pairs = [
    ...[red, green, blue].map((other) => mean(product(red, other))),
    ...[green, blue].map((other) => mean(product(green, other))),
    mean(product(blue, blue)),
  ];
  const slopes = [0, 1, 2, 3].map(() => new Float32Array(mask.length));
  for (let at = 0; at < mask.length; at += 1) {
    // No arrays in here: there are many pixels.
    const r = mr[at]!;
    const g = mg[at]!;
    const b = mb[at]!;
    const m = mm[at]!;
    const rr = pairs[0]![at]! - r * r + FLATNESS;
    const rg = pairs[1]![at]! - r * g;
    const rb = pairs[2]![at]! - r * b;
    const gg = pairs[3]![at]! - g * g + FLATNESS;
    const gb = pairs[4]![at]! - g * b;
    const bb = pairs[5]![at]! - b * b + FLATNESS;
    const cr = rm[at]! - r * m;
    const cg = gm[at]! - g * m;
    const cb = bm[at]! - b * m;
    // The inverse of a symmetric 3 × 3 matrix by its cofactors.
    const c0 = gg * bb - gb * gb;
    const c1 = rb * gb - rg * bb;
    const c2 = rg * gb - rb * gg;
    const determinant = rr * c0 + rg * c1 + rb * c2;
    const c4 = rr * bb - rb * rb;
    const c5 = rg * rb - rr * gb;
    const c8 = rr * gg - rg * rg;
    const ar = (c0 * cr + c1 * cg + c2 * cb) / determinant;
    const ag = (c1 * cr + c4 * cg + c5 * cb) / determinant;
    const ab = (c2 * cr + c5 * cg + c8 * cb) / determinant;
    slopes[0]![at] = ar;
    slopes[1]![at] = ag;
    slopes[2]![at] = ab;
    slopes[3]![at] = m - ar * r - ag * g - ab * b;
  }
  return slopes.map((plane) => mean(plane));
}

/**
 * Takes the ground away, in place: alpha from the matte, never more than it was, and colours of soft
 * edges without the ground that shone through them.
 *
 * @param rgba straight RGBA [rows, width, 4]: rows `top` to `top + rows` of a picture of any size
 * @param size of the whole picture
 * @param most the greatest sample: 255 or 65535
 */
export function applyMatte(
  matte: Matte,
  rgba: Samples,
  size: { readonly width: number; readonly height: number },
  most: number,
  top = 0,
): void {
  const rows = rgba.length / 4 / size.width;
  for (let row = 0; row < rows; row += 1) {
    const y = ((top + row + 0.5) * matte.height) / size.height - 0.5;
    for (let column = 0; column < size.width; column += 1) {
      const x = ((column + 0.5) * matte.width) / size.width - 0.5;
      takeGround(matte, sampler(matte, x, y), rgba, (row * size.width + column) * 4, most);
    }
  }
}

type Sampler = (plane: Float32Array) => number;

function takeGround(
  { fit, around, subject, ground }: Matte,
  at: Sampler,
  rgba: Samples,
  pixel: number,
  most: number,
): void {
  const near = at(around);
  if (near > 0.999) return;
  if (near < 0.001) {
    rgba.fill(0, pixel, pixel + 4);
    return;
  }
  let alpha = at(fit[3]!);
  for (let channel = 0; channel < 3; channel += 1) {
    alpha += at(fit[channel]!) * (rgba[pixel + channel]! / most);
  }
  alpha = sharpened(alpha);
  for (let channel = 0; channel < 3 && alpha > 0 && alpha < 1; channel += 1) {
    const [front, back] = [at(subject[channel]!), at(ground[channel]!)];
    const seen = rgba[pixel + channel]! / most;
    const colour = front + alpha * (seen - alpha * front - (1 - alpha) * back);
    rgba[pixel + channel] = Math.min(1, Math.max(0, colour)) * most + 0.5;
  }
  if (alpha === 0) rgba.fill(0, pixel, pixel + 4);
  else rgba[pixel + 3] = rgba[pixel + 3]! * alpha + 0.5;
}

/** Between four neighbours. */
function sampler({ width, height }: Matte, x: number, y: number): Sampler {
  const [left, top] = [Math.max(0, Math.floor(x)), Math.max(0, Math.floor(y))];
  const right = Math.min(width - 1, left + 1);
  const below = Math.min(height - 1, top + 1);
  const [u, v] = [Math.min(1, Math.max(0, x - left)), Math.min(1, Math.max(0, y - top))];
  return (plane) => {
    const upper = plane[top * width + left]! * (1 - u) + plane[top * width + right]! * u;
    const lower = plane[below * width + left]! * (1 - u) + plane[below * width + right]! * u;
    return upper * (1 - v) + lower * v;
  };
}

function sharpened(alpha: number): number {
  return Math.min(1, Math.max(0, (alpha - HAZE) / (1 - 2 * HAZE)));
}

function product(one: Float32Array, other: Float32Array): Float32Array {
  return one.map((value, at) => value * other[at]!);
}
