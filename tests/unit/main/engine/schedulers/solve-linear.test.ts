import { expect, test } from 'vitest';
import { solveLinear } from '#main/engine/schedulers/solve-linear.ts';

test('rows are exchanged where a pivot is zero', () => {
  const solved = solveLinear(
    [
      [0, 2, 1],
      [1, 1, 0],
      [3, 0, 1],
    ],
    [7, 3, 6],
  );
  [1, 2, 3].forEach((wanted, index) => expect(solved[index]).toBeCloseTo(wanted, 12));
});

test('nothing to solve', () => {
  expect(solveLinear([], [])).toEqual([]);
});
