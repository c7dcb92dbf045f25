/**
 * Euler steps along a straight flow from noise (t = 0) to data (t = 1), for models that predict the
 * clean picture.
 *
 * Lipman et al., "Flow Matching for Generative Modeling", ICLR 2023. With x_t = t·x₁ + (1−t)·x₀ and a
 * predicted x̂₁ the velocity is (x̂₁ − x_t) / (1 − t); a step from t to t' moves by (t' − t) times it.
 */
import { combine } from './linear-combination.ts';
import type { Scheduler } from './scheduler.ts';

/** @param steps at least 1; times are uniform: 0, 1/steps, … */
export function createUniformFlowEuler(steps: number): Scheduler {
  const timesteps = Array.from({ length: steps }, (_, index) => index / steps);
  return {
    timesteps,
    order: 1,
    initialSigma: 1,
    inputScale: () => 1,
    step(index, sample, prediction) {
      const time = timesteps[index] ?? 0;
      const next = timesteps[index + 1] ?? 1;
      // Exactly 1 at the last step, where the prediction itself is the result.
      const share = (next - time) / (1 - time);
      for (let at = 0; at < sample.length; at += 1) {
        const value = sample[at] ?? 0;
        sample[at] = value + share * ((prediction[at] ?? 0) - value);
      }
    },
    addNoise(index, sample, noise) {
      const time = timesteps[index] ?? 0;
      combine(sample, [time, sample], [1 - time, noise]);
    },
  };
}
