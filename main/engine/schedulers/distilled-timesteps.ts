/** Times of few-step checkpoints: chosen among those that the distillation used. */
import { EaselError } from '#shared/errors/easel-error.ts';
import type { SchedulerConfig } from './config/scheduler-config.ts';
import type { ScheduleRequest } from './scheduler.ts';

/** Falling whole numbers. Throws `generate.value-out-of-range` for more steps than there are times. */
export function distilledTimesteps(
  { numTrainTimesteps: train, originalInferenceSteps: original }: SchedulerConfig,
  { steps, timesteps, strength = 1 }: ScheduleRequest,
): number[] {
  if (timesteps !== undefined) return [...timesteps];
  const stride = Math.floor(train / original);
  const count = Math.floor(original * strength);
  if (steps > count) {
    throw new EaselError('generate.value-out-of-range', {
      field: 'steps',
      value: steps,
      min: 1,
      max: count,
    });
  }
  return Array.from(
    { length: steps },
    (_, index) => (count - Math.floor((index * count) / steps)) * stride - 1,
  );
}
