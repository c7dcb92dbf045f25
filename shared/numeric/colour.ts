/** Colour and transparency of 8-bit pixels. */

type Bytes = Uint8Array | Uint8ClampedArray;

/** One channel of sRGB, 0..1, as linear light, 0..1 (IEC 61966-2-1). */
export function srgbToLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Linear light, 0..1, as one channel of sRGB, 0..1. */
export function linearToSrgb(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}

/** Straight RGBA uint8 [pixels, 4] with its colours multiplied by alpha. */
export function premultiply(rgba: Bytes): Uint8ClampedArray {
  const out = new Uint8ClampedArray(rgba);
  for (let at = 0; at < out.length; at += 4) {
    const alpha = out[at + 3]!;
    for (let channel = at; channel < at + 3; channel += 1) {
      out[channel] = (out[channel]! * alpha) / 255;
    }
  }
  return out;
}

/** Premultiplied RGBA uint8 [pixels, 4] as straight RGBA; clear pixels become black and clear. */
export function unpremultiply(rgba: Bytes): Uint8ClampedArray {
  const out = new Uint8ClampedArray(rgba);
  for (let at = 0; at < out.length; at += 4) {
    const alpha = out[at + 3]!;
    for (let channel = at; channel < at + 3; channel += 1) {
      out[channel] = alpha === 0 ? 0 : (out[channel]! * 255) / alpha;
    }
  }
  return out;
}

/**
 * Straight RGBA laid over one colour, as browsers and CLIP's preprocessing do it: in sRGB, not in
 * linear light.
 *
 * @param rgba uint8 [pixels, 4]
 * @param background red, green, blue, each 0..255
 * @returns uint8 [pixels, 3]
 */
export function compositeOver(
  rgba: Bytes,
  [red, green, blue]: readonly [number, number, number],
): Uint8ClampedArray {
  const out = new Uint8ClampedArray((rgba.length / 4) * 3);
  for (let at = 0, to = 0; at < rgba.length; at += 4, to += 3) {
    const alpha = rgba[at + 3]! / 255;
    out[to] = red + (rgba[at]! - red) * alpha;
    out[to + 1] = green + (rgba[at + 1]! - green) * alpha;
    out[to + 2] = blue + (rgba[at + 2]! - blue) * alpha;
  }
  return out;
}
