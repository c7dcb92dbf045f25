import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compositeOver } from '#shared/numeric/colour.ts';
import { resizePixels, resizePlane } from '#shared/numeric/resize.ts';

interface Case {
  readonly mode: 'F' | 'RGB' | 'RGBA';
  readonly size: [number, number];
  readonly target: [number, number];
  readonly source: number[];
  readonly result: number[];
}
const { cases } = JSON.parse(
  readFileSync(new URL('fixtures/pillow-bicubic.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? Number.NaN))));
}

test.each(cases)('$mode $size to $target', ({ mode, size, target, source, result }) => {
  if (mode === 'F') {
    const resized = resizePlane(Float32Array.from(source), ...size, ...target);
    expect(apart(resized, result)).toBeLessThan(2e-6);
    return;
  }
  const channels = mode === 'RGB' ? 3 : 4;
  const resized = resizePixels(Uint8Array.from(source), channels, ...size, ...target);
  if (channels === 3) expect(apart(resized, result)).toBe(0);
  else {
    const alphas = (pixels: ArrayLike<number>) =>
      Array.from(pixels).filter((_, at) => at % 4 === 3);
    expect(apart(alphas(resized), alphas(result))).toBeLessThanOrEqual(1);
    // Where a pixel is almost clear its colour is mostly rounding; what is seen of it counts.
    const seen = (pixels: ArrayLike<number>) =>
      compositeOver(Uint8Array.from(pixels), [255, 128, 0]);
    expect(apart(seen(resized), seen(result))).toBeLessThanOrEqual(2);
  }
});
