/**
 * Euler ancestral: an Euler step to less noise than wanted, then fresh noise on top, with the split
 * that DDPM's posterior has (Ho et al., 2020, equation 7, written in σ).
 */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { combine } from './linear-combination.ts';
import { drawNoise, type ScheduleRequest, type Scheduler } from './scheduler.ts';
import { cleanOfExploding, levelsOf, varianceExploding } from './variance-exploding.ts';

export function createEulerAncestral(config: SchedulerConfig, request: ScheduleRequest): Scheduler {
  const plain = { ...config, finalSigmasType: 'zero' } as const;
  const levels = levelsOf(plain, request);
  const { sigmas } = levels;
  return {
    ...varianceExploding(config, levels),
    step(index, sample, prediction) {
      const [now, next] = [sigmas[index]!, sigmas[index + 1]!];
      const fresh = (next / now) * Math.sqrt(now * now - next * next);
      const down = (next * next) / now;
      const clean = cleanOfExploding(config.predictionType, now, sample, prediction);
      combine(
        sample,
        [down / now, sample],
        [1 - down / now, clean],
        // Drawn at the last step too, where it counts nothing: the next run's noise depends on it.
        [fresh, drawNoise(request, sample.length)],
      );
    },
  };
}
