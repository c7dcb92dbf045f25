/**
 * What models say about a noisy picture x = α·x₀ + σ·ε, and how to get x₀ or ε out of it.
 *
 * ε: Ho et al., "Denoising Diffusion Probabilistic Models", 2020. v = α·ε − σ·x₀: Salimans & Ho,
 * "Progressive Distillation", 2022, appendix D. Flow: u = ε − x₀ with α = 1 − σ: Lipman et al., 2023.
 */
import { combine } from './linear-combination.ts';

export type PredictionType = 'epsilon' | 'v_prediction' | 'sample' | 'flow_prediction';

/** Weights of the signal and of the noise in a picture. */
export interface Level {
  readonly alpha: number;
  readonly sigma: number;
}

/** Weights of the noisy sample and of the model's prediction. */
type Mix = readonly [sample: number, prediction: number];

function cleanMix(type: PredictionType, { alpha, sigma }: Level): Mix {
  switch (type) {
    case 'epsilon':
      return [1 / alpha, -sigma / alpha];
    case 'sample':
      return [0, 1];
    case 'v_prediction':
      return [alpha, -sigma];
    case 'flow_prediction':
      return [1, -sigma];
  }
}

function noiseMix(type: PredictionType, { alpha, sigma }: Level): Mix {
  switch (type) {
    case 'epsilon':
      return [0, 1];
    case 'sample':
      return [1 / sigma, -alpha / sigma];
    case 'v_prediction':
      return [sigma, alpha];
    case 'flow_prediction':
      return [1, alpha];
  }
}

/** The clean picture x₀ that a prediction stands for; float64, same length. */
export function cleanOf(
  type: PredictionType,
  level: Level,
  sample: Float32Array,
  prediction: Float32Array | Float64Array,
): Float64Array {
  const out = new Float64Array(sample.length);
  const [a, b] = cleanMix(type, level);
  combine(out, [a, sample], [b, prediction]);
  return out;
}

/** The noise ε that a prediction stands for; float64, same length. */
export function noiseOf(
  type: PredictionType,
  level: Level,
  sample: Float32Array,
  prediction: Float32Array | Float64Array,
): Float64Array {
  const out = new Float64Array(sample.length);
  const [a, b] = noiseMix(type, level);
  combine(out, [a, sample], [b, prediction]);
  return out;
}

/** α and σ of a variance-preserving picture whose signal keeps the share ᾱ of the variance. */
export function levelOfAlphaBar(alphaBar: number): Level {
  return { alpha: Math.sqrt(alphaBar), sigma: Math.sqrt(1 - alphaBar) };
}

/** α and σ of a variance-preserving picture, from their ratio σ/α (Karras et al.'s σ). */
export function levelOfRatio(ratio: number): Level {
  const alpha = 1 / Math.sqrt(ratio * ratio + 1);
  return { alpha, sigma: ratio * alpha };
}
