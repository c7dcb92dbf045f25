/**
 * Heun: Karras et al., "Elucidating the Design Space", NeurIPS 2022, algorithm 1. Every step but the
 * last asks twice: an Euler step, then the same step again along the mean of both slopes.
 */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { limitClean } from './limit-clean.ts';
import { combine } from './linear-combination.ts';
import type { ScheduleRequest, Scheduler } from './scheduler.ts';
import { cleanOfExploding, levelsOf, varianceExploding } from './variance-exploding.ts';

export function createHeun(config: SchedulerConfig, request: ScheduleRequest): Scheduler {
  const plain = { ...config, finalSigmasType: 'zero' } as const;
  const single = levelsOf(plain, request);
  const [first = 0, ...later] = single.timesteps;
  const timesteps = [first, ...later.flatMap((time) => [time, time])];
  const sigmaOf = (index: number): number => single.sigmas[Math.ceil(index / 2)]!;
  const evaluated = { timesteps, sigmas: Float32Array.from(timesteps, (_, at) => sigmaOf(at)) };

  let begun: { readonly sample: Float32Array; readonly slope: Float64Array } | undefined;

  return {
    ...varianceExploding(config, evaluated),
    order: 2,
    step(index, sample, prediction) {
      const now = sigmaOf(index);
      const slope = cleanOfExploding(config.predictionType, now, sample, prediction);
      limitClean(slope, { ...config, thresholding: false }, request.batch);
      combine(slope, [1 / now, sample], [-1 / now, slope]);
      if (begun === undefined) {
        begun = { sample: sample.slice(), slope };
        combine(sample, [1, sample], [sigmaOf(index + 1) - now, slope]);
      } else {
        const half = (now - sigmaOf(index - 1)) / 2;
        combine(sample, [1, begun.sample], [half, begun.slope], [half, slope]);
        begun = undefined;
      }
    },
  };
}
