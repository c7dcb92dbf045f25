import { expect, test } from 'vitest';
import { resizePlane } from '#shared/numeric/resize.ts';

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
