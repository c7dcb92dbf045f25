/**
 * DPM-Solver++ that asks inside each step for its derivatives (2S, 3S), and its SDE.
 *
 * Lu et al., "DPM-Solver++", 2022, algorithm 1; third order as in "DPM-Solver", 2022, algorithm 2.
 */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { dpmSolverMove } from './dpm-solver-update.ts';
import { shiftedFlowSigmas } from './flow-sigmas.ts';
import { limitClean } from './limit-clean.ts';
import type { Term } from './linear-combination.ts';
import { inLambda, multistepLevelsOf, type LogLevel } from './multistep-levels.ts';
import { cleanOf } from './prediction.ts';
import { drawNoise, type ScheduleRequest, type Scheduler } from './scheduler.ts';

export function createDpmSolverSinglestep(
  config: SchedulerConfig,
  request: ScheduleRequest,
): Scheduler {
  const run = multistepLevelsOf({ ...config, timestepSpacing: 'linspace' }, request, {
    roundsTimesOf: ['karras'],
    endsAt: 'training-minimum',
    flow: shiftedFlowSigmas,
  });
  const { timesteps, levels } = run;
  const orders = ordersOf(timesteps.length, config);
  /** Clean pictures since the step began, newest first. */
  const seen: Float64Array[] = [];
  let start: Float32Array | undefined;

  return {
    ...inLambda(run),
    step(index, sample, prediction) {
      const clean = cleanOf(config.predictionType, levels[index]!, sample, prediction);
      limitClean(clean, config, request.batch, false);
      seen.unshift(clean);
      seen.length = Math.min(seen.length, config.solverOrder);
      // A run that begins inside a step begins it anew.
      const order = Math.min(orders[index] ?? 1, seen.length);
      if (order === 1 || start === undefined) start = sample.slice();
      const passed = levels.slice(index - order + 1, index + 2).reverse();
      const isSimple = config.solverType !== 'heun';
      dpmSolverMove(
        sample,
        {
          from: levels[index - order + 1]!,
          to: levels[index + 1]!,
          start,
          derivatives: derivativesOf(seen.slice(0, order), passed, isSimple),
          ...(config.algorithmType === 'sde-dpmsolver++'
            ? { noise: drawNoise(request, sample.length) }
            : {}),
        },
        // The simple third-order step has one derivative, weighed as Heun's.
        order === 3 ? 'heun' : config.solverType,
      );
    },
  };
}

/** Which evaluation inside a step each is, 1 first. Uneven runs end with shorter steps. */
function ordersOf(
  count: number,
  { solverOrder: order, lowerOrderFinal, finalSigmasType }: SchedulerConfig,
): number[] {
  const orders = Array.from({ length: count }, (_, index) => (index % order) + 1);
  const isLowered = lowerOrderFinal || count % order !== 0 || finalSigmasType === 'zero';
  if (isLowered && order > 1) {
    if (order === 3 && count % 3 === 0) orders.splice(-3, 3, 1, 2, 1);
    else if (order === 2) orders[count - 1] = 1;
  }
  if (finalSigmasType === 'zero' && count > 0) orders[count - 1] = 1;
  return orders;
}

/**
 * Differences from the start of the step.
 *
 * @param seen clean pictures, newest first, as many as the order
 * @param levels where the move ends, then where the pictures were seen, newest first
 */
function derivativesOf(
  seen: readonly Float64Array[],
  [end, ...at]: readonly LogLevel[],
  isSimple: boolean,
): Term[][] {
  const first = seen.at(-1);
  const begin = at.at(-1);
  const [m0, m1] = seen;
  if (first === undefined || begin === undefined || end === undefined) return [];
  if (m0 === undefined || seen.length === 1) return [[[1, first]]];
  const h = end.lambda - begin.lambda;
  const r0 = (at[0]!.lambda - begin.lambda) / h;
  const slope: Term[] = [
    [1 / r0, m0],
    [-1 / r0, first],
  ];
  if (m1 === undefined || seen.length === 2 || isSimple) return [[[1, first]], slope];
  const r1 = (at[1]!.lambda - begin.lambda) / h;
  const inner: Term[] = [
    [1 / r1, m1],
    [-1 / r1, first],
  ];
  const scaled = (terms: readonly Term[], factor: number): Term[] =>
    terms.map(([weight, values]) => [weight * factor, values]);
  return [
    [[1, first]],
    [...scaled(inner, r0 / (r0 - r1)), ...scaled(slope, -r1 / (r0 - r1))],
    [...scaled(slope, 2 / (r0 - r1)), ...scaled(inner, -2 / (r0 - r1))],
  ];
}
