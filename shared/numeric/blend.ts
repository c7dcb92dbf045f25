/** Laying one picture into another. */

import type { Placement } from './geometry.ts';
import type { Samples } from './tone.ts';

type Bytes = Uint8Array | Uint8ClampedArray;

/**
 * Lays `made` into `source` at a place, as strongly as the mask says; where the mask is 0 not one bit
 * changes. Colours are mixed weighted by their alpha, so that clear pixels lend none.
 *
 * @param source straight RGBA uint8 [height, width, 4]; is not changed
 * @param made straight RGBA uint8 [place.height, place.width, 4]; may reach beyond the source
 * @param mask uint8 [height, width] of the source; absent: everywhere 255
 * @returns straight RGBA uint8 [height, width, 4]
 */
export function blendInto(
  source: Bytes,
  { width, height }: Pick<Placement, 'width' | 'height'>,
  made: Bytes,
  place: Placement,
  mask?: Bytes,
): Uint8Array {
  const out = new Uint8Array(source);
  const [fromX, toX] = [Math.max(0, place.left), Math.min(width, place.left + place.width)];
  const [fromY, toY] = [Math.max(0, place.top), Math.min(height, place.top + place.height)];
  for (let y = fromY; y < toY; y += 1) {
    for (let x = fromX; x < toX; x += 1) {
      const share = mask === undefined ? 255 : (mask[y * width + x] ?? 0);
      if (share === 0) continue;
      const at = (y * width + x) * 4;
      const other = ((y - place.top) * place.width + (x - place.left)) * 4;
      mixPixel(out, at, made, other, share / 255);
    }
  }
  return out;
}

function mixPixel(out: Uint8Array, at: number, made: Bytes, other: number, share: number): void {
  const old = (out[at + 3] ?? 0) * (1 - share);
  const fresh = (made[other + 3] ?? 0) * share;
  const alpha = old + fresh;
  for (let channel = 0; channel < 3; channel += 1) {
    const colour = (out[at + channel] ?? 0) * old + (made[other + channel] ?? 0) * fresh;
    out[at + channel] = alpha === 0 ? 0 : Math.round(colour / alpha);
  }
  out[at + 3] = Math.round(alpha);
}

/**
 * Lays a picture with clear parts over an opaque one of the same size, in place: what was opaque
 * stays so (Porter & Duff, 1984, "over").
 *
 * @param made straight RGBA uint8 [pixels, 4]; changed
 * @param below straight RGBA uint8 [pixels, 4], opaque
 */
export function layOver(made: Bytes, below: Bytes): void {
  for (let at = 0; at < made.length; at += 4) {
    const alpha = (made[at + 3] ?? 0) / 255;
    if (alpha === 1) continue;
    for (let channel = at; channel < at + 3; channel += 1) {
      made[channel] = Math.round(
        (made[channel] ?? 0) * alpha + (below[channel] ?? 0) * (1 - alpha),
      );
    }
    made[at + 3] = 255;
  }
}

/**
 * Mixes samples of equally many bits in place, as strongly as the mask says; where it is 0 not one
 * bit changes.
 *
 * @param under straight RGBA [pixels, 4]; changed
 * @param over straight RGBA [pixels, 4]
 * @param mask uint8 [pixels]
 */
export function mixSamples(under: Samples, over: Samples, mask: Bytes): void {
  for (let pixel = 0; pixel < mask.length; pixel += 1) {
    const share = mask[pixel]! / 255;
    if (share === 0) continue;
    for (let at = pixel * 4; at < pixel * 4 + 4; at += 1) {
      under[at] = under[at]! + (over[at]! - under[at]!) * share + 0.5;
    }
  }
}

/** The greatest difference of any channel where the mask is 0. */
export function differenceOutside(one: Bytes, other: Bytes, mask: Bytes): number {
  let most = 0;
  for (let pixel = 0; pixel < mask.length; pixel += 1) {
    if (mask[pixel] !== 0) continue;
    for (let at = pixel * 4; at < pixel * 4 + 4; at += 1) {
      most = Math.max(most, Math.abs((one[at] ?? 0) - (other[at] ?? 0)));
    }
  }
  return most;
}
