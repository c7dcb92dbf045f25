/**
 * UniPC: Zhao et al., "UniPC: A Unified Predictor-Corrector Framework for Fast Sampling of Diffusion
 * Models", NeurIPS 2023, algorithms 1 and 2 with data prediction (equation 9 and appendix A.2).
 */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { dynamicallyShifted, dynamicShiftOf, shifted, stretchedToTerminal } from './flow-sigmas.ts';
import { limitClean } from './limit-clean.ts';
import { combine, type Term } from './linear-combination.ts';
import { inLambda, multistepLevelsOf, type LogLevel } from './multistep-levels.ts';
import { cleanOf } from './prediction.ts';
import { ramp } from './schedule/timestep-spacing.ts';
import type { ScheduleRequest, Scheduler } from './scheduler.ts';
import { solveLinear } from './solve-linear.ts';

/** Keeps the first flow level from pure noise, where λ is not defined. */
const EPSILON = 1e-6;

export function createUniPc(config: SchedulerConfig, request: ScheduleRequest): Scheduler {
  const own = { ...config, useLuLambdas: false, lambdaMinClipped: undefined };
  const run = multistepLevelsOf(own, request, {
    roundsTimesOf: ['karras'],
    endsAt: 'last-level',
    flow: flowSigmasOf,
  });
  const { timesteps, levels } = run;
  const usesPlainStep = config.solverType === 'bh1';
  /** Clean pictures of the last steps, newest first. */
  let seen: Float64Array[] = [];
  let before: { readonly sample: Float32Array; readonly order: number } | undefined;

  return {
    ...inLambda(run),
    step(index, sample, prediction) {
      const clean = cleanOf(config.predictionType, levels[index]!, sample, prediction);
      limitClean(clean, config, request.batch, false);
      if (before !== undefined && !config.disableCorrector.includes(index - 1)) {
        // The step that led here again, now that its end is known.
        const known = levels.slice(index - before.order, index).reverse();
        const move = { end: levels[index]!, known, seen, start: before.sample, usesPlainStep };
        correct(sample, move, clean);
      }
      seen = [clean, ...seen].slice(0, config.solverOrder);
      const left = config.lowerOrderFinal ? timesteps.length - index : config.solverOrder;
      const order = Math.min(config.solverOrder, left, seen.length);
      before = { sample: sample.slice(), order };
      const known = levels.slice(index - order + 1, index + 1).reverse();
      predict(sample, { end: levels[index + 1]!, known, seen, start: sample, usesPlainStep });
    },
  };
}

interface Move {
  readonly end: LogLevel;
  /** Levels of the points used, newest first. */
  readonly known: readonly LogLevel[];
  readonly seen: readonly Float64Array[];
  readonly start: Float32Array;
  /** B₁(h) = h in place of B₂(h) = eʰ − 1. */
  readonly usesPlainStep: boolean;
}

/** UniP. */
function predict(sample: Float32Array, move: Move): void {
  const { ratios, system, right, basis } = systemOf(move);
  const count = ratios.length - 1;
  const solved = solveLinear(
    system.slice(0, count).map((row) => row.slice(0, count)),
    right.slice(0, count),
  );
  // The paper's value for second order, where the solution is close to it.
  const weights = count === 1 ? [0.5] : solved;
  write(sample, move, basis, differences(move, ratios, weights));
}

/** UniC. */
function correct(sample: Float32Array, move: Move, clean: Float64Array): void {
  const { ratios, system, right, basis } = systemOf(move);
  const weights = ratios.length === 1 ? [0.5] : solveLinear(system, right);
  const last = weights.at(-1)!;
  write(sample, move, basis, [
    ...differences(move, ratios, weights.slice(0, -1)),
    [last, clean],
    [-last, move.seen[0]!],
  ]);
}

/** x_t = (σ_t/σ_s)·x − α_t·(e⁻ʰ − 1)·m₀ − α_t·B(h)·Σ ρ_k·D_k. */
function write(sample: Float32Array, move: Move, basis: number, sum: readonly Term[]): void {
  const { end, known, seen, start } = move;
  const from = known[0]!;
  const gone = Math.expm1(from.lambda - end.lambda);
  combine(
    sample,
    [end.sigma / from.sigma, start],
    [-end.alpha * gone, seen[0]!],
    ...sum.map(([weight, values]): Term => [-end.alpha * basis * weight, values]),
  );
}

/** Σ ρ_k·(m_k − m₀)/r_k over the older points. */
function differences(
  { seen }: Move,
  ratios: readonly number[],
  weights: readonly number[],
): Term[] {
  return weights.flatMap((weight, index): Term[] => [
    [weight / ratios[index]!, seen[index + 1]!],
    [-weight / ratios[index]!, seen[0]!],
  ]);
}

interface System {
  /** Where the older points lie, in steps from the newest (negative), then 1 for the end. */
  readonly ratios: readonly number[];
  readonly system: number[][];
  readonly right: number[];
  /** B(h). */
  readonly basis: number;
}

/** The conditions R·ρ = b for the order to hold (equations 5 and 6). */
function systemOf({ end, known, usesPlainStep }: Move): System {
  const from = known[0]!;
  const h = end.lambda - from.lambda;
  const step = -h;
  const ratios = [...known.slice(1).map((level) => (level.lambda - from.lambda) / h), 1];
  const basis = usesPlainStep ? step : Math.expm1(step);
  const system: number[][] = [];
  const right: number[] = [];
  let phi = Math.expm1(step) / step - 1;
  let factorial = 1;
  for (let order = 1; order <= ratios.length; order += 1) {
    system.push(ratios.map((ratio) => ratio ** (order - 1)));
    right.push((phi * factorial) / basis);
    factorial *= order + 1;
    phi = phi / step - 1 / factorial;
  }
  return { ratios, system, right, basis };
}

function flowSigmasOf(config: SchedulerConfig, request: ScheduleRequest): number[] {
  const { flowShift, useDynamicShifting, timeShiftType, numTrainTimesteps: train } = config;
  const even = request.sigmas ?? ramp(1, 1 / train, request.steps + 1).slice(0, -1);
  const mu = useDynamicShifting ? dynamicShiftOf(config, request) : 0;
  const moved = even.map((sigma) =>
    useDynamicShifting ? dynamicallyShifted(sigma, mu, timeShiftType) : shifted(sigma, flowShift),
  );
  const [first = 1, ...rest] = stretchedToTerminal(moved, config.shiftTerminal);
  return [Math.abs(first - 1) < EPSILON ? first - EPSILON : first, ...rest];
}
