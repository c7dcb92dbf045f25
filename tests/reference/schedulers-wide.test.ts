/**
 * Every scheduler with every option against the classes that define them (make_schedulers.py): final
 * values within 1e-5 of the largest.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  pipelineLoop,
  relativeDifference,
  schedulerFor,
  sumOfMagnitudes,
  valuesOf,
  wavyModel,
} from './support/sampling-loop.ts';

interface Case {
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly steps?: number;
  readonly eta?: number;
  readonly t_start?: number;
  readonly timesteps?: number[];
  readonly sigmas?: number[];
  readonly mu?: number;
  readonly strength?: number;
  /** First and last. */
  readonly times: [number, number];
  readonly values: number[];
  readonly sum: number;
}
const fixtures = JSON.parse(
  readFileSync(new URL('fixtures/schedulers-wide.json', import.meta.url), 'utf8'),
) as { steps: number; cases: Case[] };

function nameOf(each: Case): string {
  const results = new Set(['class', 'times', 'values', 'sum']);
  return JSON.stringify(each, (key, value: unknown) => (results.has(key) ? undefined : value));
}

const byClass = Map.groupBy(fixtures.cases, (each) => each.class);

test('there are cases of every class that the reference has', () => {
  expect(byClass.size).toBe(12);
  for (const cases of byClass.values()) expect(cases.length).toBeGreaterThanOrEqual(15);
});

describe.each([...byClass])('%s', (name, cases) => {
  test.each(cases.map((each) => [nameOf(each), each] as const))('%s', (_, each) => {
    const { steps = fixtures.steps, eta, t_start: start, config, times, values, sum } = each;
    const { timesteps, sigmas, mu, strength } = each;
    const scheduler = schedulerFor({
      id: name,
      class: name,
      config,
      steps,
      seed: 0,
      ...(eta === undefined ? {} : { eta }),
      set_timesteps_arguments: {
        ...(timesteps === undefined ? {} : { timesteps }),
        ...(sigmas === undefined ? {} : { sigmas }),
        ...(mu === undefined ? {} : { mu }),
        ...(strength === undefined ? {} : { strength }),
      },
    });
    const first = (start ?? 0) * scheduler.order;
    const ends = [scheduler.timesteps[first] ?? -1, scheduler.timesteps.at(-1) ?? -1];
    expect(relativeDifference(ends, times)).toBeLessThan(1e-6);
    const { sample } = pipelineLoop(scheduler, wavyModel, start);
    // From σ = 4096 down, the reference's single precision itself is not surer than this.
    const isSteep = name === 'EulerDiscreteScheduler' && config['rescale_betas_zero_snr'] === true;
    const tolerance = isSteep ? 1e-4 : 1e-5;
    expect(relativeDifference(valuesOf(sample), values)).toBeLessThan(tolerance);
    expect(Math.abs(sumOfMagnitudes(sample) / sum - 1)).toBeLessThan(tolerance);
  });
});
