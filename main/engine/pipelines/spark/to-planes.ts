/** From pixels to what Spark draws in. */
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { resizePlane } from '#shared/numeric/resize.ts';

/**
 * Premultiplied planes of another size.
 *
 * @returns float32 [4, height, width] in [-1, 1], colour multiplied by alpha
 */
export function toPlanes(pixels: Pixels, width: number, height: number): Float32Array {
  const area = pixels.width * pixels.height;
  const planes = new Float32Array(4 * width * height);
  const plane = new Float32Array(area);
  for (let channel = 0; channel < 4; channel += 1) {
    for (let index = 0; index < area; index += 1) {
      const alpha = (pixels.rgba[index * 4 + 3] ?? 0) / 255;
      plane[index] =
        channel === 3 ? alpha : ((pixels.rgba[index * 4 + channel] ?? 0) / 255) * alpha;
    }
    const small = resizePlane(plane, pixels.width, pixels.height, width, height);
    const out = planes.subarray(channel * width * height, (channel + 1) * width * height);
    for (let index = 0; index < out.length; index += 1) {
      out[index] = Math.min(1, Math.max(0, small[index] ?? 0)) * 2 - 1;
    }
  }
  return planes;
}
