/** What the network takes the finished latent to be, in the middle of a run: for previews. */
import type { SchedulerConfig } from '#main/engine/schedulers/config/scheduler-config.ts';
import { cleanOf, levelOfAlphaBar } from '#main/engine/schedulers/prediction.ts';
import { positiveAlphaBarsOf } from '#main/engine/schedulers/schedule/training-schedule.ts';

/** Of what the network was shown and said at a time (which may lie between two of the schedule). */
export function cleanLatent(
  config: SchedulerConfig,
): (seen: Float32Array, prediction: Float32Array, time: number) => Float64Array {
  const alphaBars = positiveAlphaBarsOf(config);
  return (seen, prediction, time) => {
    const at = Math.min(alphaBars.length - 1, Math.max(0, Math.round(time)));
    // The network is always shown a picture whose variance is kept.
    const level = levelOfAlphaBar(alphaBars[at] ?? 1);
    return cleanOf(config.predictionType, level, seen, prediction);
  };
}
