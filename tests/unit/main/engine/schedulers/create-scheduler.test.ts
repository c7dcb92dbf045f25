import { expect, test } from 'vitest';
import { defaultsOf } from '#main/engine/schedulers/config/scheduler-config.ts';
import { createScheduler } from '#main/engine/schedulers/create-scheduler.ts';
import type { ScheduleRequest } from '#main/engine/schedulers/scheduler.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

const ddpm = defaultsOf('DDPMScheduler');

function codeOf(config: typeof ddpm, request: ScheduleRequest): string {
  try {
    createScheduler(config, request);
  } catch (error) {
    if (error instanceof EaselError) return error.code;
    throw error;
  }
  return 'none';
}

test('own times are taken as they are', () => {
  const timesteps = [100, 87, 50, 1, 0];
  for (const name of ['DDPMScheduler', 'LCMScheduler', 'TCDScheduler'] as const) {
    expect(createScheduler(defaultsOf(name), { steps: 5, timesteps }).timesteps).toEqual(timesteps);
  }
});

test.each([
  ['own times that rise', { steps: 3, timesteps: [100, 87, 88] }],
  ['own times beyond the training', { steps: 1, timesteps: [1000] }],
  ['own times below zero', { steps: 2, timesteps: [5, -1] }],
  ['no number', { steps: 2, timesteps: [5, Number.NaN] }],
  ['no steps', { steps: 0 }],
  ['half a step', { steps: 2.5 }],
  ['more steps than times', { steps: 1001 }],
])('refused: %s', (_, request) => {
  expect(codeOf(ddpm, request)).toBe('generate.value-out-of-range');
});

test('few-step checkpoints know how many steps they were taught', () => {
  const lcm = defaultsOf('LCMScheduler');
  expect(codeOf(lcm, { steps: 51 })).toBe('generate.value-out-of-range');
  expect(codeOf(lcm, { steps: 26, strength: 0.5 })).toBe('generate.value-out-of-range');
  expect(codeOf(lcm, { steps: 50 })).toBe('none');
});

test('a stochastic rule without noise, or a dynamic shift without a size, is a mistake', () => {
  const ancestral = createScheduler(defaultsOf('EulerAncestralDiscreteScheduler'), { steps: 2 });
  const sample = new Float32Array(4);
  expect(() => ancestral.step(0, sample, sample)).toThrow(/noise/);
  const flow = defaultsOf('FlowMatchEulerDiscreteScheduler');
  expect(() => createScheduler({ ...flow, useDynamicShifting: true }, { steps: 2 })).toThrow(
    /image tokens/,
  );
});

test('a dynamic shift follows the size of the picture', () => {
  const flow = { ...defaultsOf('FlowMatchEulerDiscreteScheduler'), useDynamicShifting: true };
  const firstTwo = (request: Partial<ScheduleRequest>): readonly number[] =>
    createScheduler(flow, { steps: 4, sigmas: [1, 0.75, 0.5, 0.25], ...request }).timesteps;
  expect(firstTwo({ imageTokens: 4096 })).toEqual(firstTwo({ mu: 1.15 }));
  expect(firstTwo({ imageTokens: 1024 })).toEqual(firstTwo({ mu: 0.63 }));
});
