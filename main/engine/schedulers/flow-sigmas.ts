/**
 * Noise levels of flow-matching runs: evenly spaced, then shifted towards noise.
 *
 * Esser et al., "Scaling Rectified Flow Transformers", 2024, equation 23.
 */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { ramp } from './schedule/timestep-spacing.ts';
import type { ScheduleRequest } from './scheduler.ts';

/** σ after a shift; 1 changes nothing, more spends more steps on noise. */
export function shifted(sigma: number, shift: number): number {
  return (shift * sigma) / (1 + (shift - 1) * sigma);
}

/** σ after a shift by μ: the shift is e^μ, or μ itself where the configuration says linear. */
export function dynamicallyShifted(
  sigma: number,
  mu: number,
  type: SchedulerConfig['timeShiftType'],
): number {
  const shift = type === 'exponential' ? Math.exp(mu) : mu;
  return shift / (shift + (1 / sigma - 1));
}

/** μ for a picture of so many tokens, on the line through the two that the configuration names. */
export function shiftForTokens(tokens: number, config: SchedulerConfig): number {
  const { baseImageSeqLen, maxImageSeqLen, baseShift, maxShift } = config;
  const slope = (maxShift - baseShift) / (maxImageSeqLen - baseImageSeqLen);
  return baseShift + slope * (tokens - baseImageSeqLen);
}

/** μ of a run whose configuration shifts dynamically; a mistake of the caller where none is known. */
export function dynamicShiftOf(config: SchedulerConfig, request: ScheduleRequest): number {
  if (request.mu !== undefined) return request.mu;
  if (request.imageTokens !== undefined) return shiftForTokens(request.imageTokens, config);
  throw new RangeError('a dynamic shift needs the number of image tokens');
}

/** Stretches levels so that the last one, before the end, is the configuration's. */
export function stretchedToTerminal(
  sigmas: readonly number[],
  terminal: number | undefined,
): number[] {
  if (terminal === undefined || terminal === 0) return [...sigmas];
  const scale = (1 - (sigmas.at(-1) ?? 0)) / (1 - terminal);
  return sigmas.map((sigma) => 1 - (1 - sigma) / scale);
}

/** DPM-Solver's flow levels: from just below 1, falling, without the clean end. */
export function shiftedFlowSigmas(config: SchedulerConfig, request: ScheduleRequest): number[] {
  const shift = config.useDynamicShifting
    ? Math.exp(dynamicShiftOf(config, request))
    : config.flowShift;
  return ramp(1, 1 / config.numTrainTimesteps, request.steps + 1)
    .map((kept) => shifted(1 - kept, shift))
    .slice(1)
    .reverse();
}
