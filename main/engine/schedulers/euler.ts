/** Euler: Karras et al., "Elucidating the Design Space", NeurIPS 2022, algorithm 2 without churn. */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { combine } from './linear-combination.ts';
import type { ScheduleRequest, Scheduler } from './scheduler.ts';
import { cleanOfExploding, levelsOf, varianceExploding } from './variance-exploding.ts';

export function createEuler(config: SchedulerConfig, request: ScheduleRequest): Scheduler {
  const levels = levelsOf(config, request);
  const { sigmas } = levels;
  return {
    ...varianceExploding(config, levels),
    step(index, sample, prediction) {
      const [now, next] = [sigmas[index]!, sigmas[index + 1]!];
      const clean = cleanOfExploding(config.predictionType, now, sample, prediction);
      // x + (σ' − σ)·(x − x₀)/σ
      combine(sample, [next / now, sample], [1 - next / now, clean]);
    },
  };
}
