import { expect, test } from 'vitest';
import { createUniformFlowEuler } from '#main/engine/schedulers/uniform-flow-euler.ts';

test('times are uniform from noise on', () => {
  expect(createUniformFlowEuler(4).timesteps).toEqual([0, 0.25, 0.5, 0.75]);
  expect(createUniformFlowEuler(1).timesteps).toEqual([0]);
});

test.each([1, 3, 16, 150])(
  'a model that always sees the same picture arrives there in %i steps',
  (steps) => {
    const scheduler = createUniformFlowEuler(steps);
    const clean = Float32Array.of(0.25, -1, 0.875);
    const sample = Float32Array.of(3, -0.5, 0.1);
    for (const index of scheduler.timesteps.keys()) scheduler.step(index, sample, clean);
    sample.forEach((value, at) => {
      expect(value).toBeCloseTo(clean[at] ?? Number.NaN, 6);
    });
  },
);

test('on the way the sample lies on the straight line from noise to picture', () => {
  const scheduler = createUniformFlowEuler(10);
  const sample = Float32Array.of(2);
  for (let index = 0; index < 5; index += 1) scheduler.step(index, sample, Float32Array.of(-1));
  expect(sample[0]).toBeCloseTo(0.5 * 2 + 0.5 * -1, 6);
});

test('the same numbers as the velocity form of the paper', () => {
  const steps = 7;
  const scheduler = createUniformFlowEuler(steps);
  const predict = (x: number, t: number) => Math.tanh(0.7 * x + t);
  const sample = Float32Array.of(1.3);
  let x = 1.3;
  for (const [index, t] of scheduler.timesteps.entries()) {
    x += (predict(x, t) - x) / (1 - t) / steps;
    scheduler.step(index, sample, Float32Array.of(predict(sample[0] ?? 0, t)));
  }
  expect(sample[0]).toBeCloseTo(x, 5);
});
