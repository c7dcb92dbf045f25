/**
 * What rules in the picture's own scale have in common: the sample is x₀ + σ·ε, and the model sees
 * it brought back to variance 1 (Karras et al., "Elucidating the Design Space", 2022, table 1).
 */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { combine } from './linear-combination.ts';
import { cleanOf, type PredictionType } from './prediction.ts';
import { sigmaAt, sigmaSpacingOf, spacedSigmas, timeOfSigma } from './schedule/sigma-spacing.ts';
import { spacedTimesteps } from './schedule/timestep-spacing.ts';
import { positiveAlphaBarsOf, sigmasOf } from './schedule/training-schedule.ts';
import type { ScheduleRequest, Scheduler } from './scheduler.ts';

export interface Levels {
  readonly timesteps: readonly number[];
  /** Noise level at each time, then the one to end at; float32. */
  readonly sigmas: Float32Array;
}

/** Times and levels of a run. Own levels that are closer together than Karras's stay as they are. */
export function levelsOf(
  config: SchedulerConfig,
  request: ScheduleRequest,
  mayRespace = true,
): Levels {
  const table = sigmasOf(positiveAlphaBarsOf(config));
  if (request.sigmas !== undefined) {
    const sigmas = Float32Array.from(request.sigmas);
    const times = Array.from(sigmas.subarray(0, -1), (sigma) => timeOfSigma(table, sigma));
    return { timesteps: timesFor(config, times, sigmas), sigmas };
  }
  const times =
    request.timesteps ??
    spacedTimesteps({
      spacing: config.timestepSpacing,
      train: config.numTrainTimesteps,
      steps: request.steps,
      offset: config.stepsOffset,
    });
  const visited = times.map((time) => sigmaAt(table, Math.fround(time)));
  const spacing = mayRespace ? sigmaSpacingOf(config) : 'plain';
  const last = config.finalSigmasType === 'sigma_min' ? table[0]! : 0;
  if (spacing === 'plain' || spacing === 'lu') {
    const sigmas = Float32Array.of(...visited, last);
    return { timesteps: timesFor(config, times, sigmas), sigmas };
  }
  const largest = config.sigmaMax ?? visited[0]!;
  const smallest = config.sigmaMin ?? visited.at(-1)!;
  const spaced = spacedSigmas(spacing, largest, smallest, times.length);
  const sigmas = Float32Array.of(...spaced, last);
  const timesteps = spaced.map((sigma) => timeOfSigma(table, sigma));
  return { timesteps: timesFor(config, timesteps, sigmas), sigmas };
}

/** Models trained on continuous levels are asked with ln(σ)/4 (Karras et al., table 1, EDM). */
function timesFor(
  { timestepType, predictionType }: SchedulerConfig,
  timesteps: readonly number[],
  sigmas: Float32Array,
): number[] {
  return timestepType === 'continuous' && predictionType === 'v_prediction'
    ? timesteps.map((_, index) => Math.fround(0.25 * Math.log(sigmas[index]!)))
    : timesteps.map(Math.fround);
}

/** Everything but the step. */
export function varianceExploding(
  config: SchedulerConfig,
  { timesteps, sigmas }: Levels,
): Omit<Scheduler, 'step'> {
  const largest = Math.max(...sigmas);
  return {
    timesteps,
    order: 1,
    // Leading times do not begin at pure noise, so the picture's own variance counts too.
    initialSigma: config.timestepSpacing === 'leading' ? Math.hypot(largest, 1) : largest,
    inputScale: (index) => 1 / Math.hypot(sigmas[index]!, 1),
    addNoise: (index, sample, noise) => combine(sample, [1, sample], [sigmas[index]!, noise]),
  };
}

/** The clean picture, from a sample x₀ + σ·ε and what the model said of it scaled to variance 1. */
export function cleanOfExploding(
  type: PredictionType,
  sigma: number,
  sample: Float32Array,
  prediction: Float32Array,
): Float64Array {
  if (type !== 'v_prediction') return cleanOf(type, { alpha: 1, sigma }, sample, prediction);
  const out = new Float64Array(sample.length);
  const variance = sigma * sigma + 1;
  combine(out, [1 / variance, sample], [-sigma / Math.sqrt(variance), prediction]);
  return out;
}
