/** Pictures as CLIP sees them. */
import type { CheckpointManifest } from '#shared/domain/checkpoint.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { contain } from '#shared/numeric/geometry.ts';
import { resizePlane } from '#shared/numeric/resize.ts';

/**
 * One picture, laid over the checkpoint's background, fitted into a square, resized with antialiased
 * bicubic and normalised (Radford et al., 2021; here without cropping: what a designer put at the
 * edge counts).
 *
 * @param target float32 view [3, imageSize, imageSize] to fill
 */
export function writePictureTensor(
  { width, height, rgba }: Pixels,
  clip: CheckpointManifest['clip'],
  target: Float32Array,
): void {
  const size = clip.imageSize;
  const inner = contain({ width, height }, { width: size, height: size });
  const plane = new Float32Array(width * height);
  for (let channel = 0; channel < 3; channel += 1) {
    const background = clip.background[channel] ?? 255;
    const mean = clip.mean[channel] ?? 0.5;
    const deviation = clip.std[channel] ?? 0.5;
    const normalised = (value: number): number => (value / 255 - mean) / deviation;
    for (let index = 0; index < plane.length; index += 1) {
      const alpha = (rgba[index * 4 + 3] ?? 255) / 255;
      plane[index] = (rgba[index * 4 + channel] ?? 0) * alpha + background * (1 - alpha);
    }
    const small = resizePlane(plane, width, height, inner.width, inner.height);
    const out = target.subarray(channel * size * size, (channel + 1) * size * size);
    out.fill(normalised(background));
    for (let y = 0; y < inner.height; y += 1) {
      for (let x = 0; x < inner.width; x += 1) {
        const value = Math.min(255, Math.max(0, small[y * inner.width + x] ?? 0));
        out[(inner.top + y) * size + inner.left + x] = normalised(Math.round(value));
      }
    }
  }
}
