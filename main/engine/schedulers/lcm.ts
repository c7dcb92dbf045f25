/**
 * LCM: Luo et al., "Latent Consistency Models", 2023, algorithm 3, with the boundary conditions of
 * Song et al., "Consistency Models", 2023, appendix C.
 */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { distilledTimesteps } from './distilled-timesteps.ts';
import { limitClean } from './limit-clean.ts';
import { combine } from './linear-combination.ts';
import { cleanOf, levelOfAlphaBar } from './prediction.ts';
import { alphaBarsOf } from './schedule/training-schedule.ts';
import { drawNoise, type ScheduleRequest, type Scheduler } from './scheduler.ts';
import { variancePreserving } from './variance-preserving.ts';

/** Standard deviation of pictures that the boundary conditions assume. */
const SIGMA_DATA = 0.5;

export function createLcm(config: SchedulerConfig, request: ScheduleRequest): Scheduler {
  const alphaBars = alphaBarsOf(config);
  const timesteps = distilledTimesteps(config, request);
  return {
    ...variancePreserving(timesteps, alphaBars),
    step(index, sample, prediction) {
      const time = timesteps[index]!;
      const clean = cleanOf(
        config.predictionType,
        levelOfAlphaBar(alphaBars[time]!),
        sample,
        prediction,
      );
      limitClean(clean, config, request.batch);
      const scaled = time * config.timestepScaling;
      const length = Math.hypot(scaled, SIGMA_DATA);
      const skip = (SIGMA_DATA / length) ** 2;
      const next = timesteps[index + 1];
      const { alpha, sigma } =
        next === undefined ? { alpha: 1, sigma: 0 } : levelOfAlphaBar(alphaBars[next]!);
      combine(
        sample,
        [(alpha * scaled) / length, clean],
        [alpha * skip, sample],
        ...(next === undefined ? [] : [[sigma, drawNoise(request, sample.length)] as const]),
      );
    },
  };
}
