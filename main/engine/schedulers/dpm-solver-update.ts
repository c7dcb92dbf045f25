/**
 * The moves of DPM-Solver++ from one level to another.
 *
 * Lu et al., "DPM-Solver++: Fast Solver for Guided Sampling of Diffusion Probabilistic Models",
 * 2022: the data-prediction integral of equation 8, expanded to the order of the derivatives given;
 * with noise the SDE of section 5 (equation 17 and its second-order form).
 */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { combine, type Term } from './linear-combination.ts';
import type { LogLevel } from './multistep-levels.ts';

export interface Move {
  readonly from: LogLevel;
  readonly to: LogLevel;
  /** The sample at `from`. */
  readonly start: Float32Array;
  /** The clean picture, then its first and second derivative in λ, times h and h². */
  readonly derivatives: readonly (readonly Term[])[];
  /** Standard normal, for the SDE. */
  readonly noise?: Float32Array;
}

/** Weights of the value and of its derivatives in the move's integral. */
function weightsOf(h: number, solverType: SchedulerConfig['solverType'], order: number): number[] {
  const gone = -Math.expm1(-h);
  if (order === 2 && solverType !== 'heun') return [gone, 0.5 * gone];
  return [gone, 1 - gone / h, (gone - h) / (h * h) + 0.5];
}

/** Writes the sample at `to`. */
export function dpmSolverMove(
  sample: Float32Array,
  { from, to, start, derivatives, noise }: Move,
  solverType: SchedulerConfig['solverType'],
): void {
  const isStochastic = noise !== undefined;
  const h = to.lambda - from.lambda;
  // The SDE takes away noise twice as fast and puts half of it back.
  const pace = isStochastic ? 2 * h : h;
  const kept = (to.sigma / from.sigma) * (isStochastic ? Math.exp(-h) : 1);
  const weights = weightsOf(pace, solverType, derivatives.length);
  const terms = derivatives.flatMap((derivative, order) =>
    derivative.map(([weight, values]): Term => [to.alpha * weights[order]! * weight, values]),
  );
  combine(
    sample,
    [kept, start],
    ...terms,
    ...(isStochastic ? [[to.sigma * Math.sqrt(-Math.expm1(-2 * h)), noise] as const] : []),
  );
}
