/** Softer and sharper pictures. */
import type { Samples } from './tone.ts';

/** Beyond so many standard deviations a Gaussian adds nothing that 8 bits could show. */
const REACH = 3;
/** Narrower than this it changes nothing that could be seen. */
export const LEAST_SIGMA = 0.3;

/**
 * Gaussian blur of a small picture, in place; colours weigh by their alpha. What lies beyond the
 * border is as on it.
 *
 * @param rgba straight RGBA [height, width, 4]
 * @param sigma standard deviation in pixels
 */
export function blurPixels(rgba: Samples, width: number, height: number, sigma: number): void {
  if (sigma < LEAST_SIGMA) return;
  const weights = gaussian(sigma);
  const planes = Float32Array.from(rgba);
  for (let at = 0; at < planes.length; at += 4) {
    for (let channel = 0; channel < 3; channel += 1) planes[at + channel]! *= planes[at + 3]!;
  }
  const across = new Float32Array(planes.length);
  convolve(planes, across, weights, [height, width * 4], [width, 4]);
  convolve(across, planes, weights, [width, 4], [height, width * 4]);
  for (let at = 0; at < planes.length; at += 4) {
    const alpha = planes[at + 3]!;
    for (let channel = 0; channel < 3; channel += 1) {
      rgba[at + channel] = alpha === 0 ? 0 : planes[at + channel]! / alpha + 0.5;
    }
    rgba[at + 3] = alpha + 0.5;
  }
}

/**
 * Unsharp masking of the lightness, in place: colours keep their hue, edges get no coloured fringe.
 *
 * @param rgba straight RGBA [pixels, 4]
 * @param blurred the same pixels, softened
 * @param amount 1 adds the difference once
 * @param most the greatest sample: 255 or 65535
 */
export function sharpenPixels(rgba: Samples, blurred: Samples, amount: number, most: number): void {
  for (let at = 0; at < rgba.length; at += 4) {
    const more =
      amount *
      (0.2126 * (rgba[at]! - blurred[at]!) +
        0.7152 * (rgba[at + 1]! - blurred[at + 1]!) +
        0.0722 * (rgba[at + 2]! - blurred[at + 2]!));
    for (let channel = at; channel < at + 3; channel += 1) {
      rgba[channel] = Math.min(most, Math.max(0, rgba[channel]! + more)) + 0.5;
    }
  }
}

/** From the middle outwards; the whole, with both sides, adds up to 1. */
function gaussian(sigma: number): Float32Array {
  const half = Float32Array.from({ length: Math.ceil(REACH * sigma) + 1 }, (_, at) =>
    Math.exp(-(at * at) / (2 * sigma * sigma)),
  );
  const total = half.reduce((sum, value, at) => sum + (at === 0 ? value : 2 * value), 0);
  return half.map((value) => value / total);
}

/** Along the second axis: [how many, stride] of the lines, then of the pixels on a line. */
function convolve(
  from: Float32Array,
  to: Float32Array,
  weights: Float32Array,
  [lines, lineStride]: readonly [number, number],
  [count, stride]: readonly [number, number],
): void {
  const last = count - 1;
  for (let line = 0; line < lines; line += 1) {
    const start = line * lineStride;
    for (let at = 0; at < count; at += 1) {
      for (let channel = start; channel < start + 4; channel += 1) {
        let sum = from[channel + at * stride]! * weights[0]!;
        for (let away = 1; away < weights.length; away += 1) {
          const before = Math.max(0, at - away);
          const after = Math.min(last, at + away);
          const both = from[channel + before * stride]! + from[channel + after * stride]!;
          sum += both * weights[away]!;
        }
        to[channel + at * stride] = sum;
      }
    }
  }
}
