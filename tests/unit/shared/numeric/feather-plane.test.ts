import { expect, test } from 'vitest';
import { featherPlane } from '#shared/numeric/feather-plane.ts';

test('an edge is softened to both sides, and by no pixel more', () => {
  const [width, height, radius] = [60, 20, 9];
  const plane = Uint8Array.from({ length: width * height }, (_, at) => (at % width < 30 ? 255 : 0));
  featherPlane(plane, width, height, radius);
  const row = plane.subarray(10 * width, 11 * width);
  expect([...row.subarray(0, 30 - radius)].every((value) => value === 255)).toBe(true);
  expect([...row.subarray(30 + radius)].every((value) => value === 0)).toBe(true);
  expect([...row]).toEqual([...row].toSorted((a, b) => b - a));
  expect(row[29]).toBeGreaterThan(100);
  expect(row[30]).toBeLessThan(155);
});

test('no radius changes nothing', () => {
  const plane = Uint8Array.of(0, 255, 0, 255);
  featherPlane(plane, 2, 2, 0);
  expect([...plane]).toEqual([0, 255, 0, 255]);
});
