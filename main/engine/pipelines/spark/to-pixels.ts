/** From what Spark draws in to pixels. */
import type { Pixels } from '#shared/engine-protocol/messages.ts';

/** Alpha this close to clear or opaque is clear or opaque. */
const ALPHA_MARGIN = 0.06;

/**
 * Straight 8-bit RGBA from premultiplied planes.
 *
 * @param planes float32 [4, height, width] in [-1, 1], colour multiplied by alpha
 */
export function toPixels(planes: Float32Array, width: number, height: number): Pixels {
  const area = width * height;
  const rgba = new Uint8Array(area * 4);
  for (let index = 0; index < area; index += 1) {
    const alpha = toUnit(planes[3 * area + index]);
    // Colour under nothing is nothing, so that transparent pixels have one form only.
    const opaque = Math.round(settle(alpha) * 255);
    if (opaque === 0) continue;
    for (let channel = 0; channel < 3; channel += 1) {
      const colour = toUnit(planes[channel * area + index]);
      rgba[index * 4 + channel] = Math.round(Math.min(1, colour / alpha) * 255);
    }
    rgba[index * 4 + 3] = opaque;
  }
  return { width, height, rgba };
}

/** The last traces of noise in alpha would be a veil over clear ground, and holes in the drawing. */
function settle(alpha: number): number {
  return Math.min(1, Math.max(0, (alpha - ALPHA_MARGIN) / (1 - 2 * ALPHA_MARGIN)));
}

function toUnit(value = -1): number {
  return Math.min(1, Math.max(0, (value + 1) / 2));
}
