/** Noise levels between the largest and the smallest one. */
import { betaQuantile } from '#shared/numeric/beta-distribution.ts';
import type { SchedulerConfig } from '../config/scheduler-config.ts';
import { ramp } from './timestep-spacing.ts';

export type SigmaSpacing = 'plain' | 'karras' | 'exponential' | 'beta' | 'lu';

/** Steepness that Karras et al. found best. */
const KARRAS_RHO = 7;
/** Both parameters of the beta distribution in Lee et al. */
const BETA_SHAPE = 0.6;

/** What a configuration asks for; Karras first where several are set. */
export function sigmaSpacingOf(config: SchedulerConfig): SigmaSpacing {
  if (config.useKarrasSigmas) return 'karras';
  if (config.useLuLambdas) return 'lu';
  if (config.useExponentialSigmas) return 'exponential';
  return config.useBetaSigmas ? 'beta' : 'plain';
}

/**
 * Noise levels from `largest` down to `smallest`, both included.
 *
 * - karras: Karras et al., "Elucidating the Design Space", 2022, equation 5.
 * - exponential and lu: evenly spaced logarithms, Lu et al., "DPM-Solver", 2022, section 3.3.
 * - beta: Lee et al., "Beta Sampling is All You Need", 2024.
 */
export function spacedSigmas(
  spacing: Exclude<SigmaSpacing, 'plain'>,
  largest: number,
  smallest: number,
  steps: number,
): number[] {
  switch (spacing) {
    case 'karras': {
      const [high, low] = [largest ** (1 / KARRAS_RHO), smallest ** (1 / KARRAS_RHO)];
      return ramp(0, 1, steps).map((share) => (high + share * (low - high)) ** KARRAS_RHO);
    }
    case 'exponential':
    case 'lu':
      return ramp(Math.log(largest), Math.log(smallest), steps).map(Math.exp);
    case 'beta':
      return ramp(0, 1, steps).map(
        (share) =>
          smallest + betaQuantile(1 - share, BETA_SHAPE, BETA_SHAPE) * (largest - smallest),
      );
  }
}

/**
 * The level at a time that may lie between two training times (linear in between).
 *
 * @param table levels at times 0, 1, …
 */
export function sigmaAt(table: Float32Array, time: number): number {
  const low = Math.min(Math.max(Math.floor(time), 0), table.length - 1);
  const high = Math.min(low + 1, table.length - 1);
  const share = Math.min(Math.max(time - low, 0), 1);
  return table[low]! + share * (table[high]! - table[low]!);
}

/**
 * The time of a level: linear in the logarithm between training times, clamped to the table.
 *
 * @param table levels at times 0, 1, …, rising
 */
export function timeOfSigma(table: Float32Array, sigma: number): number {
  const wanted = Math.log(Math.max(sigma, 1e-10));
  let low = 0;
  let beyond = table.length;
  while (beyond - low > 1) {
    const middle = (low + beyond) >> 1;
    if (logOf(table, middle) <= wanted) low = middle;
    else beyond = middle;
  }
  low = Math.min(low, Math.max(table.length - 2, 0));
  const from = logOf(table, low);
  const to = logOf(table, Math.min(low + 1, table.length - 1));
  const share = from === to ? 0 : Math.min(Math.max((from - wanted) / (from - to), 0), 1);
  return low + share;
}

function logOf(table: Float32Array, index: number): number {
  return Math.fround(Math.log(table[index]!));
}
