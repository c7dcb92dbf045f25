import { expect, test } from 'vitest';
import {
  lossRange,
  smoothCurve,
  stillSince,
  thinCurve,
} from '#renderer/features/training/curve-maths.ts';

const line = (losses: readonly number[]) => losses.map((loss, at) => ({ step: at * 10, loss }));

test('a thinned curve keeps its means and ends at the last step', () => {
  const curve = line(Array.from({ length: 1000 }, (_, at) => (at % 2 === 0 ? 1 : 3)));
  const thin = thinCurve(curve, 50);
  expect(thin).toHaveLength(50);
  expect(new Set(thin.map(({ loss }) => loss))).toEqual(new Set([2]));
  expect(thin.at(-1)?.step).toBe(9990);
  expect(thinCurve(curve.slice(0, 50), 50)).toHaveLength(50);
});

test('a straight line stays where it is, its ends too', () => {
  const curve = line(Array.from({ length: 200 }, (_, at) => 5 - at * 0.01));
  for (const [at, { loss }] of smoothCurve(curve).entries()) {
    expect(loss).toBeCloseTo(5 - at * 0.01, 9);
  }
});

test('noise is calmed: steps from point to point shrink to less than a fifth', () => {
  const jumps = (curve: readonly { loss: number }[]) =>
    curve.slice(1).reduce((sum, { loss }, at) => sum + Math.abs(loss - curve[at]!.loss), 0);
  const noisy = line(Array.from({ length: 300 }, (_, at) => 1 + 0.1 * Math.sin(at * 1.7)));
  expect(jumps(smoothCurve(noisy))).toBeLessThan(jumps(noisy) / 5);
});

test('one point and none are smoothed to themselves', () => {
  expect(smoothCurve(line([0.5]))).toEqual([{ step: 0, loss: 0.5 }]);
  expect(smoothCurve([])).toEqual([]);
});

test('one wild step does not flatten the chart', () => {
  const raw = line([...Array.from({ length: 199 }, () => 0.2), 40]);
  const [low, high] = lossRange(raw, line([0.25]));
  expect(low).toBeLessThan(0.2);
  expect(high).toBeGreaterThan(0.25);
  expect(high).toBeLessThan(1);
  expect(lossRange([], [])).toEqual([0, 1]);
});

test('a loss stands still after two rounds without anything better', () => {
  expect(stillSince(line([0.4, 0.3, 0.2]))).toBeUndefined();
  expect(stillSince(line([0.4, 0.3, 0.2, 0.21]))).toBeUndefined();
  expect(stillSince(line([0.4, 0.3, 0.2, 0.21, 0.199]))).toBe(20);
  expect(stillSince(line([0.4, 0.3, 0.2, 0.21, 0.19]))).toBeUndefined();
  expect(stillSince([])).toBeUndefined();
});
