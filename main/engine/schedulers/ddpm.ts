/** DDPM: Ho et al., "Denoising Diffusion Probabilistic Models", NeurIPS 2020, equations 6 and 7. */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { limitClean } from './limit-clean.ts';
import { combine } from './linear-combination.ts';
import { posteriorVariance } from './posterior-variance.ts';
import { cleanOf, levelOfAlphaBar } from './prediction.ts';
import { alphaBarsOf } from './schedule/training-schedule.ts';
import { roundHalfEven, spacedTimesteps } from './schedule/timestep-spacing.ts';
import { drawNoise, type ScheduleRequest, type Scheduler } from './scheduler.ts';
import { variancePreserving } from './variance-preserving.ts';

/** Keeps the logarithm of a variance finite. */
const MIN_VARIANCE = 1e-20;

export function createDdpm(config: SchedulerConfig, request: ScheduleRequest): Scheduler {
  const alphaBars = alphaBarsOf(config);
  const timesteps =
    request.timesteps ??
    spacedTimesteps({
      spacing: config.timestepSpacing,
      train: config.numTrainTimesteps,
      steps: request.steps,
      offset: config.stepsOffset,
    }).map(roundHalfEven);

  return {
    ...variancePreserving(timesteps, alphaBars),
    step(index, sample, prediction) {
      const time = timesteps[index]!;
      const previous = timesteps[index + 1] ?? -1;
      const now = alphaBars[time]!;
      const next = previous >= 0 ? alphaBars[previous]! : 1;
      const kept = Math.fround(now / next);
      const clean = cleanOf(config.predictionType, levelOfAlphaBar(now), sample, prediction);
      limitClean(clean, config, request.batch);
      const variance = Math.max(
        config.varianceType === 'fixed_large' ? 1 - kept : posteriorVariance(now, next),
        MIN_VARIANCE,
      );
      combine(
        sample,
        [(Math.sqrt(next) * (1 - kept)) / (1 - now), clean],
        [(Math.sqrt(kept) * (1 - next)) / (1 - now), sample],
        ...(time > 0 ? [[Math.sqrt(variance), drawNoise(request, sample.length)] as const] : []),
      );
    },
  };
}
