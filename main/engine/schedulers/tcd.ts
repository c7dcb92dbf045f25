/**
 * TCD: Zheng et al., "Trajectory Consistency Distillation", 2024, algorithm 4 (strategic stochastic
 * sampling): a jump to a time below the next, then noise up to it. η is the paper's γ.
 */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { distilledTimesteps } from './distilled-timesteps.ts';
import { combine } from './linear-combination.ts';
import { cleanOf, levelOfAlphaBar, noiseOf } from './prediction.ts';
import { alphaBarsOf } from './schedule/training-schedule.ts';
import { drawNoise, type ScheduleRequest, type Scheduler } from './scheduler.ts';
import { variancePreserving } from './variance-preserving.ts';

const DEFAULT_ETA = 0.3;

export function createTcd(config: SchedulerConfig, request: ScheduleRequest): Scheduler {
  const alphaBars = alphaBarsOf(config);
  const timesteps = distilledTimesteps(config, request);
  const { eta = DEFAULT_ETA } = request;
  return {
    ...variancePreserving(timesteps, alphaBars),
    step(index, sample, prediction) {
      const level = levelOfAlphaBar(alphaBars[timesteps[index]!]!);
      const next = timesteps[index + 1];
      // In single precision, so that a product that should be whole falls to the same side.
      const target = Math.floor(Math.fround(Math.fround(1 - eta) * (next ?? 0)));
      const reached = alphaBars[target]!;
      const { alpha, sigma } = levelOfAlphaBar(reached);
      const clean = cleanOf(config.predictionType, level, sample, prediction);
      const noise = noiseOf(config.predictionType, level, sample, prediction);
      if (eta === 0 || next === undefined) {
        combine(sample, [alpha, clean], [sigma, noise]);
        return;
      }
      const kept = Math.fround(alphaBars[next]! / reached);
      combine(
        sample,
        [Math.sqrt(kept) * alpha, clean],
        [Math.sqrt(kept) * sigma, noise],
        [Math.sqrt(1 - kept), drawNoise(request, sample.length)],
      );
    },
  };
}
