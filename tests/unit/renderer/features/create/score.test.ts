import { expect, test } from 'vitest';
import { axisOf, placeOn, roundToTotal, spreadOut } from '#renderer/features/create/score.ts';

test('rounded parts add up to the rounded total, whatever the remainders', () => {
  expect(roundToTotal([0.3335, 0.3335, 0.333], 1, 3)).toEqual([0.334, 0.333, 0.333]);
  for (let round = 0; round < 200; round += 1) {
    const values = [Math.random(), Math.random() * 0.4, -Math.random() * 0.3];
    const total = values.reduce((sum, value) => sum + value, 0);
    const sum = roundToTotal(values, total, 3).reduce((all, value) => all + value, 0);
    expect(sum.toFixed(3)).toBe(total.toFixed(3));
  }
});

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
