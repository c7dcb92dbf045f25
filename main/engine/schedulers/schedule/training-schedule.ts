/**
 * How much signal is left at each training time: ᾱ_t = Π (1 − β_s).
 *
 * Values are rounded to single precision where the tools that trained the checkpoints round them,
 * so that times and noise levels are the same numbers here and there.
 */
import type { SchedulerConfig } from '../config/scheduler-config.ts';

/** Where a schedule that ends in pure noise is stopped for rules that divide by the signal. */
const ALMOST_ZERO = 2 ** -24;

/** ᾱ for t = 0..numTrainTimesteps-1; float32, falling from nearly 1. */
export function alphaBarsOf(config: SchedulerConfig): Float32Array {
  const betas = betasOf(config);
  return productOf(config.rescaleBetasZeroSnr ? withZeroTerminalSnr(betas) : betas);
}

/** σ_t = sqrt((1 − ᾱ_t) / ᾱ_t), Karras et al.'s noise level, for t = 0..; float32, rising. */
export function sigmasOf(alphaBars: Float32Array): Float32Array {
  return alphaBars.map((alphaBar) =>
    Math.fround(Math.sqrt(Math.fround(Math.fround(1 - alphaBar) / alphaBar))),
  );
}

/** ᾱ with its last value kept above zero where the schedule was rescaled to end there. */
export function positiveAlphaBarsOf(config: SchedulerConfig): Float32Array {
  const alphaBars = alphaBarsOf(config);
  if (config.rescaleBetasZeroSnr) alphaBars[alphaBars.length - 1] = ALMOST_ZERO;
  return alphaBars;
}

function betasOf({
  trainedBetas,
  betaSchedule,
  betaStart,
  betaEnd,
  numTrainTimesteps: count,
}: SchedulerConfig): Float32Array {
  if (trainedBetas !== undefined) return Float32Array.from(trainedBetas);
  switch (betaSchedule) {
    case 'linear':
      return linearRamp(betaStart, betaEnd, count);
    case 'scaled_linear':
      return linearRamp(Math.sqrt(betaStart), Math.sqrt(betaEnd), count).map((root) => root * root);
    case 'squaredcos_cap_v2':
      return cosineBetas(count);
  }
}

/** Nichol & Dhariwal, "Improved DDPM", 2021, equation 17, with β at most 0.999. */
function cosineBetas(count: number): Float32Array {
  const kept = (time: number): number => Math.cos((((time + 0.008) / 1.008) * Math.PI) / 2) ** 2;
  return Float32Array.from({ length: count }, (_, index) =>
    Math.min(1 - kept((index + 1) / count) / kept(index / count), 0.999),
  );
}

/** Evenly spaced, both ends included, each half counted from its own end. */
function linearRamp(from: number, to: number, count: number): Float32Array {
  const [start, end] = [Math.fround(from), Math.fround(to)];
  if (count === 1) return Float32Array.of(start);
  const step = Math.fround(Math.fround(end - start) / (count - 1));
  return Float32Array.from({ length: count }, (_, index) =>
    index < Math.floor(count / 2) ? start + step * index : end - step * (count - 1 - index),
  );
}

function productOf(betas: Float32Array): Float32Array {
  let product = 1;
  return betas.map((beta) => (product *= Math.fround(1 - beta)));
}

/**
 * Shifts and stretches sqrt(ᾱ) so that it ends at exactly 0 and begins where it did.
 *
 * Lin et al., "Common Diffusion Noise Schedules and Sample Steps are Flawed", 2023, algorithm 1.
 */
function withZeroTerminalSnr(betas: Float32Array): Float32Array {
  const roots = productOf(betas).map((alphaBar) => Math.sqrt(alphaBar));
  const first = roots[0] ?? 1;
  const last = roots.at(-1) ?? 0;
  const stretch = Math.fround(first / Math.fround(first - last));
  const alphaBars = roots.map((root) => Math.fround(Math.fround(root - last) * stretch) ** 2);
  return alphaBars.map((alphaBar, index) => {
    const before = index === 0 ? 1 : (alphaBars[index - 1] ?? 1);
    return 1 - Math.fround(alphaBar / before);
  });
}
