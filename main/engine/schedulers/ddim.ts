/**
 * DDIM: Song et al., "Denoising Diffusion Implicit Models", ICLR 2021, equation 12, with σ by
 * equation 16 (η = 0 draws no noise, η = 1 as much as DDPM).
 */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { limitClean } from './limit-clean.ts';
import { combine } from './linear-combination.ts';
import { posteriorVariance } from './posterior-variance.ts';
import { cleanOf, levelOfAlphaBar, noiseOf } from './prediction.ts';
import { alphaBarsOf } from './schedule/training-schedule.ts';
import { roundHalfEven, spacedTimesteps } from './schedule/timestep-spacing.ts';
import { drawNoise, type ScheduleRequest, type Scheduler } from './scheduler.ts';
import { variancePreserving } from './variance-preserving.ts';

export function createDdim(config: SchedulerConfig, request: ScheduleRequest): Scheduler {
  const alphaBars = alphaBarsOf(config);
  const final = config.setAlphaToOne ? 1 : alphaBars[0]!;
  const { numTrainTimesteps: train, predictionType } = config;
  const { steps, eta = 0 } = request;
  const stride = Math.floor(train / steps);
  const timesteps = spacedTimesteps({
    spacing: config.timestepSpacing,
    train,
    steps,
    offset: config.stepsOffset,
  }).map(roundHalfEven);

  return {
    ...variancePreserving(timesteps, alphaBars),
    step(index, sample, prediction) {
      const time = timesteps[index]!;
      const now = alphaBars[time]!;
      const next = time - stride >= 0 ? alphaBars[time - stride]! : final;
      const level = levelOfAlphaBar(now);
      const noise = noiseOf(predictionType, level, sample, prediction);
      const clean = cleanOf(predictionType, level, sample, prediction);
      limitClean(clean, config, request.batch);
      const variance = eta * eta * posteriorVariance(now, next);
      combine(
        sample,
        [Math.sqrt(next), clean],
        [Math.sqrt(1 - next - variance), noise],
        ...(eta > 0 ? [[Math.sqrt(variance), drawNoise(request, sample.length)] as const] : []),
      );
    },
  };
}
