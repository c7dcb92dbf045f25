import { expect, test } from 'vitest';
import { shareOf, triesToBeat } from '#shared/numeric/agreement.ts';

test("Wilson's interval, as published tables have it", () => {
  const { value, low, high } = shareOf(8, 10);
  expect([value, low, high].map((one) => one.toFixed(3))).toEqual(['0.800', '0.490', '0.943']);
  expect(shareOf(0, 20).low).toBe(0);
  expect(shareOf(20, 20).high).toBeCloseTo(1, 10);
});

test('how many tries it takes', () => {
  const tries = triesToBeat(0.6, 1000)!;
  expect(shareOf(0.6 * tries, tries).low).toBeGreaterThan(0.5);
  expect(shareOf(0.6 * (tries - 1), tries - 1).low).toBeLessThanOrEqual(0.5);
  expect(triesToBeat(0.5, 1000)).toBeUndefined();
});
