import { expect, test } from 'vitest';
import { applyWeights } from '#main/engine/text/apply-weights.ts';

const mask = Float32Array.of(1, 1, 0);
const empty = Float32Array.of(1, 1, 0, 0, 5, 5);

test('weights of one leave every bit as it was', () => {
  const hidden = Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6);
  const before = hidden.slice();
  applyWeights(hidden, empty, Float32Array.of(1, 1, 1), mask);
  expect(hidden).toEqual(before);
});

test('a weight scales the distance from the empty prompt, and the mean stays', () => {
  const hidden = Float32Array.of(3, -1, 2, 2, 9, 9);
  applyWeights(hidden, empty, Float32Array.of(2, 1, 1), mask);
  // Token 0: 1 + 2·(3−1) = 5 and 1 + 2·(−1−1) = −3; the mean of [5, −3, 2, 2] is 1.5 as before.
  expect([...hidden.subarray(0, 4)]).toEqual([5, -3, 2, 2]);
  const shifted = Float32Array.of(3, 3, 2, 2, 9, 9);
  applyWeights(shifted, empty, Float32Array.of(2, 1, 1), mask);
  // [5, 5, 2, 2] has the mean 3.5 instead of 2.5.
  expect([...shifted]).toEqual([4, 4, 1, 1, 9, 9]);
});

test('a weight of zero puts the empty prompt in the place of the token', () => {
  const hidden = Float32Array.of(3, -1, 0, 2, 9, 9);
  applyWeights(hidden, empty, Float32Array.of(0, 1, 1), mask);
  expect([...hidden.subarray(0, 4)]).toEqual([1, 1, 0, 2]);
});
