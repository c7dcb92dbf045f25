import { expect, test } from 'vitest';
import { resizePixels, resizePlane } from '#shared/numeric/resize.ts';

test('a flat plane stays flat at every size', () => {
  const plane = new Float32Array(7 * 5).fill(0.25);
  for (const [width, height] of [
    [3, 2],
    [7, 5],
    [20, 11],
  ] as const) {
    for (const value of resizePlane(plane, 7, 5, width, height)) expect(value).toBeCloseTo(0.25, 6);
  }
});

test('the same size gives the same numbers', () => {
  const plane = Float32Array.from({ length: 12 }, (_, index) => Math.sin(index));
  expect(resizePlane(plane, 4, 3, 4, 3)).toEqual(plane);
});

test('shrinking keeps the mean of a smooth plane', () => {
  const plane = Float32Array.from({ length: 64 * 64 }, (_, index) => (index % 64) / 63);
  const small = resizePlane(plane, 64, 64, 8, 8);
  const mean = small.reduce((sum, value) => sum + value, 0) / small.length;
  expect(mean).toBeCloseTo(0.5, 2);
});

test('the colour of clear pixels does not bleed into what is seen', () => {
  // Left half opaque red, right half clear green.
  const rgba = Uint8Array.from({ length: 8 * 8 * 4 }, (_, at) => {
    const isLeft = (at >> 2) % 8 < 4;
    return (isLeft ? [255, 0, 0, 255] : [0, 255, 0, 0])[at % 4] ?? 0;
  });
  const small = resizePixels(rgba, 4, 8, 8, 3, 3);
  for (let at = 1; at < small.length; at += 4) expect(small[at]).toBe(0);
  expect([...small.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
});
