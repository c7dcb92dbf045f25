import { expect, test } from 'vitest';
import { cosine, dot, normalise, softmax } from '#shared/numeric/vector.ts';

const a = Float32Array.of(3, 4);
const b = Float32Array.of(-4, 3);

test('products, angles and lengths', () => {
  expect(dot(a, a)).toBe(25);
  expect(cosine(a, b)).toBe(0);
  expect(cosine(a, a)).toBeCloseTo(1, 12);
  expect(dot(normalise(a), normalise(a))).toBeCloseTo(1, 6);
});

test('a zero vector has no direction and does not divide by zero', () => {
  const zero = new Float32Array(2);
  expect(cosine(a, zero)).toBe(0);
  expect(normalise(zero)).toEqual(zero);
});

test('shares of one, whatever the size of the values', () => {
  expect([...softmax(Float32Array.of(0, 0))]).toEqual([0.5, 0.5]);
  const [small = 0, large = 0] = softmax(Float32Array.of(1000, 1001));
  expect(large / small).toBeCloseTo(Math.E, 4);
  expect(softmax(Float32Array.of(0, 1), 0.1)[1]).toBeCloseTo(1 / (1 + Math.exp(-10)), 6);
  expect(softmax(new Float32Array(0))).toHaveLength(0);
});
