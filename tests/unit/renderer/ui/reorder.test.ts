import { expect, test } from 'vitest';
import { calmEasing } from '#renderer/ui/reorder.ts';

test('the easing begins and ends at rest, rises throughout and is quick at first', () => {
  expect(calmEasing(0)).toBeCloseTo(0, 3);
  expect(calmEasing(1)).toBeCloseTo(1, 3);
  const values = Array.from({ length: 21 }, (_, index) => calmEasing(index / 20));
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  expect(calmEasing(0.4)).toBeGreaterThan(0.7);
});
