import { expect, test } from 'vitest';
import { betaQuantile } from '#shared/numeric/beta-distribution.ts';

test('the ends', () => {
  expect(betaQuantile(0, 0.6, 0.6)).toBe(0);
  expect(betaQuantile(1, 0.6, 0.6)).toBe(1);
});

test.each([
  // Uniform, its square's root, and its mirror have closed forms.
  [0.3, 1, 1, 0.3],
  [0.25, 2, 1, 0.5],
  [0.75, 1, 2, 0.5],
  // The arcsine distribution: sin²(πp/2).
  [0.1, 0.5, 0.5, Math.sin((Math.PI * 0.1) / 2) ** 2],
  [0.9, 0.5, 0.5, Math.sin((Math.PI * 0.9) / 2) ** 2],
  [0.5, 7, 7, 0.5],
])('share %f of Beta(%f, %f)', (share, a, b, wanted) => {
  expect(betaQuantile(share, a, b)).toBeCloseTo(wanted, 12);
});

test('it is symmetric and rises', () => {
  let before = 0;
  for (let share = 0.01; share < 1; share += 0.01) {
    const value = betaQuantile(share, 0.6, 0.6);
    expect(value).toBeGreaterThan(before);
    expect(value + betaQuantile(1 - share, 0.6, 0.6)).toBeCloseTo(1, 10);
    before = value;
  }
});
