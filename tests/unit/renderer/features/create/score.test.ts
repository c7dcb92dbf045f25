import { expect, test } from 'vitest';
import { axisOf, placeOn, spreadOut } from '#renderer/features/create/score.ts';

test('the axis holds every score and is never empty', () => {
  const axis = axisOf([0.7]);
  expect(axis.max).toBeGreaterThan(axis.min);
  const wide = axisOf([0.2, 0.9]);
  expect(placeOn(wide, 0.2)).toBeGreaterThan(0);
  expect(placeOn(wide, 0.9)).toBeLessThan(1);
});

test('thumbnails keep their distance, and the first always has its place', () => {
  expect(spreadOut([0.9, 0.85, 0.5, 0.45, 0.1], 0.1)).toEqual([true, false, true, false, true]);
});
