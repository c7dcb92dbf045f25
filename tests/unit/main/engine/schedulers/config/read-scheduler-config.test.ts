import { expect, test } from 'vitest';
import { readSchedulerConfig } from '#main/engine/schedulers/config/read-scheduler-config.ts';
import { defaultsOf, schedulerClasses } from '#main/engine/schedulers/config/scheduler-config.ts';
import { createScheduler } from '#main/engine/schedulers/create-scheduler.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

function codeOf(text: string): string {
  try {
    readSchedulerConfig(text);
  } catch (error) {
    if (error instanceof EaselError) return error.code;
    throw error;
  }
  return 'none';
}

test('a file as latent checkpoints ship it', () => {
  const config = readSchedulerConfig(`{
    "_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0",
    "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085,
    "num_train_timesteps": 1000, "set_alpha_to_one": false, "skip_prk_steps": true,
    "steps_offset": 1, "trained_betas": null, "clip_sample": false
  }`);
  expect(config).toEqual({
    ...defaultsOf('PNDMScheduler'),
    betaEnd: 0.012,
    betaStart: 0.00085,
    betaSchedule: 'scaled_linear',
    skipPrkSteps: true,
    stepsOffset: 1,
  });
  expect(config.timestepSpacing).toBe('leading');
});

test('what a class leaves out is its own default', () => {
  expect(readSchedulerConfig('{"_class_name":"EulerDiscreteScheduler"}').timestepSpacing).toBe(
    'linspace',
  );
  expect(readSchedulerConfig('{"_class_name":"UniPCMultistepScheduler"}').solverType).toBe('bh2');
  expect(readSchedulerConfig('{"_class_name":"LCMScheduler"}').betaSchedule).toBe('scaled_linear');
});

test("Python's bare infinity is a value left out, and one inside a string is not touched", () => {
  const text = '{"_class_name": "DPMSolverMultistepScheduler", "lambda_min_clipped": -Infinity}';
  expect(readSchedulerConfig(text).lambdaMinClipped).toBeUndefined();
  expect(codeOf('{"_class_name": "-Infinity, NaN"}')).toBe('checkpoint.scheduler-unknown');
});

test('a rule that is not ours is named', () => {
  expect(() => readSchedulerConfig('{"_class_name":"SASolverScheduler"}')).toThrow(
    /SASolverScheduler/,
  );
  expect(codeOf('{"_class_name":"SASolverScheduler"}')).toBe('checkpoint.scheduler-unknown');
  expect(codeOf('{}')).toBe('checkpoint.scheduler-unknown');
  expect(codeOf('{"_class_name":["DDIMScheduler"]}')).toBe('checkpoint.scheduler-unknown');
});

test.each([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['nothing', ''],
  ['a number of times that would fill the memory', '{"num_train_timesteps": 1e12}'],
  ['no whole number of times', '{"num_train_timesteps": 10.5}'],
  ['a schedule that is not known', '{"beta_schedule": "sigmoid"}'],
  ['a negative beta', '{"beta_start": -1}'],
  ['betas for other times', '{"trained_betas": [0.1, 0.2, 0.3]}'],
  ['an order that does not exist', '{"solver_order": 9}'],
  ['text for a number', '{"beta_end": "0.02"}'],
  ['a shift of nothing', '{"shift": 0}'],
  ['a prediction that is not known', '{"prediction_type": "score"}'],
])('a damaged file: %s', (_, text) => {
  const named = text.startsWith('{"') ? `{"_class_name":"DDIMScheduler",${text.slice(1)}` : text;
  expect(codeOf(named)).toBe('checkpoint.scheduler-damaged');
});

test('a file that is too large is not parsed', () => {
  expect(codeOf(`{"_class_name":"DDIMScheduler"${' '.repeat(1 << 20)}}`)).toBe(
    'checkpoint.scheduler-damaged',
  );
});

test.each(schedulerClasses)('%s runs with its defaults, from one step on', (name) => {
  for (const steps of [1, 2, 3, 5, 20]) {
    const scheduler = createScheduler(defaultsOf(name), {
      steps,
      noise: (length) => new Float32Array(length).fill(0.1),
    });
    const sample = new Float32Array(16).fill(scheduler.initialSigma);
    scheduler.timesteps.forEach((_, index) =>
      scheduler.step(index, sample, new Float32Array(16).fill(0.5)),
    );
    expect(scheduler.timesteps.length).toBeGreaterThanOrEqual(steps);
    expect(sample.every(Number.isFinite)).toBe(true);
  }
});
