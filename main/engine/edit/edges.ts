/** How much of a drawing is still there after a change: its edges beside those of before. */
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { compositeOver } from '#shared/numeric/colour.ts';
import { dot } from '#shared/numeric/vector.ts';

/** Steepness of the lightness over white at every pixel: float32 [height − 1, width − 1]. */
export function edgesOf({ width, height, rgba }: Pixels): Float32Array {
  const rgb = compositeOver(rgba, [255, 255, 255]);
  const light = (x: number, y: number): number => {
    const at = (y * width + x) * 3;
    return 0.2126 * (rgb[at] ?? 0) + 0.7152 * (rgb[at + 1] ?? 0) + 0.0722 * (rgb[at + 2] ?? 0);
  };
  const out = new Float32Array((width - 1) * (height - 1));
  for (let y = 0; y < height - 1; y += 1) {
    for (let x = 0; x < width - 1; x += 1) {
      const here = light(x, y);
      out[y * (width - 1) + x] = Math.hypot(light(x + 1, y) - here, light(x, y + 1) - here);
    }
  }
  return out;
}

/** 0 where one of them has no length: no change goes nowhere. */
export function cosineOf(a: Float32Array, b: Float32Array): number {
  const lengths = Math.sqrt(dot(a, a) * dot(b, b));
  return lengths < 1e-12 ? 0 : dot(a, b) / lengths;
}
