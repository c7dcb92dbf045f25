/**
 * Euler steps along a straight flow, for models that predict its velocity u = ε − x₀.
 *
 * Lipman et al., "Flow Matching for Generative Modeling", ICLR 2023; levels as in Esser et al.,
 * "Scaling Rectified Flow Transformers", 2024, section 5.3.2.
 */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { dynamicallyShifted, dynamicShiftOf, shifted, stretchedToTerminal } from './flow-sigmas.ts';
import { combine } from './linear-combination.ts';
import { cleanOf, noiseOf } from './prediction.ts';
import { sigmaSpacingOf, spacedSigmas } from './schedule/sigma-spacing.ts';
import { ramp } from './schedule/timestep-spacing.ts';
import { drawNoise, type ScheduleRequest, type Scheduler } from './scheduler.ts';

export function createFlowMatchEuler(config: SchedulerConfig, request: ScheduleRequest): Scheduler {
  const sigmas = sigmasFor(config, request);
  const timesteps = Array.from(sigmas.subarray(0, -1), (sigma) =>
    Math.fround(sigma * config.numTrainTimesteps),
  );
  return {
    timesteps,
    order: 1,
    initialSigma: 1,
    inputScale: () => 1,
    step(index, sample, prediction) {
      const [now, next] = [sigmas[index]!, sigmas[index + 1]!];
      const level = { alpha: 1 - now, sigma: now };
      if (config.stochasticSampling) {
        const clean = cleanOf(config.predictionType, level, sample, prediction);
        combine(sample, [1 - next, clean], [next, drawNoise(request, sample.length)]);
      } else if (config.predictionType === 'flow_prediction') {
        combine(sample, [1, sample], [next - now, prediction]);
      } else {
        const clean = cleanOf(config.predictionType, level, sample, prediction);
        const noise = noiseOf(config.predictionType, level, sample, prediction);
        combine(sample, [1 - next, clean], [next, noise]);
      }
    },
    addNoise: (index, sample, noise) =>
      combine(sample, [1 - sigmas[index]!, sample], [sigmas[index]!, noise]),
  };
}

/** Levels of the run and the clean end; float32. */
function sigmasFor(config: SchedulerConfig, request: ScheduleRequest): Float32Array {
  const { shift, useDynamicShifting, timeShiftType, invertSigmas } = config;
  const even = evenSigmas(config, request);
  const mu = useDynamicShifting ? dynamicShiftOf(config, request) : 0;
  const moved = even.map((sigma) =>
    useDynamicShifting ? dynamicallyShifted(sigma, mu, timeShiftType) : shifted(sigma, shift),
  );
  const stretched = stretchedToTerminal(moved, config.shiftTerminal);
  const spacing = sigmaSpacingOf(config);
  const spaced =
    spacing === 'plain'
      ? stretched
      : spacedSigmas(spacing, stretched[0]!, stretched.at(-1)!, stretched.length);
  const rounded = spaced.map(Math.fround);
  return invertSigmas
    ? Float32Array.of(...rounded.map((sigma) => 1 - sigma), 1)
    : Float32Array.of(...rounded, 0);
}

function evenSigmas(config: SchedulerConfig, request: ScheduleRequest): number[] {
  const { numTrainTimesteps: train, useDynamicShifting, shift } = config;
  if (request.sigmas !== undefined) return request.sigmas.map(Math.fround);
  if (request.timesteps !== undefined) return request.timesteps.map((time) => time / train);
  // The ends are those of the training levels, which a fixed shift has moved once already.
  const smallest = useDynamicShifting ? 1 / train : shifted(1 / train, shift);
  return ramp(train, Math.fround(smallest) * train, request.steps).map((time) => time / train);
}
