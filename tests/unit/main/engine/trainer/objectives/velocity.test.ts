import { expect, it } from 'vitest';
import { noisyFlow } from '#main/engine/trainer/objectives/velocity.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';

it('shows a mixture, and asks for the way from the picture to the noise', () => {
  const clean = Float32Array.of(1, -2, 0.5, 3);
  const { sample, target, time, importance } = noisyFlow(clean, new TorchRandom(3), 0.3);
  const noise = new TorchRandom(3).normal(4);
  const level = time / 1000;
  expect(importance).toBe(1);
  for (const [at, value] of clean.entries()) {
    expect(target[at]).toBeCloseTo(noise[at]! - value, 6);
    expect(sample[at]! - level * target[at]!).toBeCloseTo(value, 5);
    expect(sample[at]! + (1 - level) * target[at]!).toBeCloseTo(noise[at]!, 5);
  }
});

it('spreads levels as the logistic function does normal numbers', () => {
  const timeAt = (share: number): number =>
    noisyFlow(new Float32Array(1), new TorchRandom(1), share).time;
  // Shares of the standard normal distribution below -1, 0, 1 and 2.
  for (const [share, deviations] of [
    [0.158655, -1],
    [0.5, 0],
    [0.841345, 1],
    [0.97725, 2],
  ] as const) {
    expect(timeAt(share)).toBeCloseTo(1000 / (1 + Math.exp(-deviations)), -1);
  }
  for (const edge of [0, 1]) expect(Number.isFinite(timeAt(edge))).toBe(true);
});
