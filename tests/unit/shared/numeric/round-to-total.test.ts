import { expect, test } from 'vitest';
import { roundToTotal } from '#shared/numeric/round-to-total.ts';

test('rounded parts add up to the rounded total, whatever the remainders', () => {
  expect(roundToTotal([0.3335, 0.3335, 0.333], 1, 3)).toEqual([0.334, 0.333, 0.333]);
  for (let round = 0; round < 200; round += 1) {
    const values = [Math.random(), Math.random() * 0.4, -Math.random() * 0.3];
    const total = values.reduce((sum, value) => sum + value, 0);
    const sum = roundToTotal(values, total, 3).reduce((all, value) => all + value, 0);
    // Without the sign that a rounded total just below nothing has.
    const rounded = Math.round(total * 1000) / 1000 + 0;
    expect(sum).toBeCloseTo(rounded, 6);
  }
});
