/**
 * Flow matching with prediction of the velocity, as FLUX was trained (Lipman et al. 2022): at the level t of
 * noise a network is shown x_t = (1 - t) x + t n and answers n - x.
 */
import type { TorchRandom } from '#shared/numeric/torch-random.ts';
import type { NoisyLatent } from './denoising.ts';

/** The time of pure noise, as networks are told it. */
const TIMES = 1000;
/** What is left out at either end, where there is nothing to learn. */
const EDGE = 1e-4;

/**
 * Levels lie as the logistic function of standard normal numbers does: most of them in the middle, where
 * most is to be decided (Esser et al. 2024).
 *
 * @param share of all levels that are below, 0..1; at random without it
 */
export function noisyFlow(
  clean: Float32Array,
  random: TorchRandom,
  share: number = random.uniform(),
): NoisyLatent {
  const level = 1 / (1 + Math.exp(-normalQuantile(share)));
  const noise = random.normal(clean.length);
  return {
    sample: clean.map((value, at) => (1 - level) * value + level * noise[at]!),
    time: TIMES * level,
    target: clean.map((value, at) => noise[at]! - value),
    importance: 1,
  };
}

/** What a standard normal number is below in that share of all cases, within 0.005 (Winitzki 2008). */
function normalQuantile(share: number): number {
  const x = 2 * Math.min(1 - EDGE, Math.max(EDGE, share)) - 1;
  const bend = 0.147;
  const log = Math.log(1 - x * x);
  const middle = 2 / (Math.PI * bend) + log / 2;
  return Math.SQRT2 * Math.sign(x) * Math.sqrt(Math.sqrt(middle * middle - log / bend) - middle);
}
