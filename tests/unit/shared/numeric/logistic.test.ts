import { expect, test } from 'vitest';
import { logistic, logLoss } from '#shared/numeric/logistic.ts';

test('from one end to the other without overflow', () => {
  expect([-1000, 0, 1000].map(logistic)).toEqual([0, 0.5, 1]);
  expect(logistic(2)).toBeCloseTo(0.880797, 6);
  expect([logLoss(-1000), logLoss(1000)]).toEqual([1000, 0]);
  expect(logLoss(2)).toBeCloseTo(-Math.log(logistic(2)), 12);
});
