/** What rules that walk the training times themselves have in common. */
import { combine } from './linear-combination.ts';
import { levelOfAlphaBar } from './prediction.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * The model sees the sample as it is, and a run begins with noise of variance 1.
 *
 * @param timesteps whole numbers
 * @param alphaBars ᾱ at each training time
 */
export function variancePreserving(
  timesteps: readonly number[],
  alphaBars: Float32Array,
): Omit<Scheduler, 'step'> {
  return {
    timesteps,
    order: 1,
    initialSigma: 1,
    inputScale: () => 1,
    addNoise(index, sample, noise) {
      const { alpha, sigma } = levelOfAlphaBar(alphaBars[timesteps[index]!]!);
      combine(sample, [alpha, sample], [sigma, noise]);
    },
  };
}
