/**
 * DPM-Solver++ that learns derivatives from earlier steps (2M, 3M), and its SDE.
 *
 * Lu et al., "DPM-Solver++", 2022, algorithm 2; third order as in "DPM-Solver", 2022, appendix B.
 */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { dpmSolverMove } from './dpm-solver-update.ts';
import { shiftedFlowSigmas } from './flow-sigmas.ts';
import { limitClean } from './limit-clean.ts';
import type { Term } from './linear-combination.ts';
import { inLambda, multistepLevelsOf, type LogLevel } from './multistep-levels.ts';
import { cleanOf } from './prediction.ts';
import { drawNoise, type ScheduleRequest, type Scheduler } from './scheduler.ts';

/** Runs shorter than this end with steps of lower order, which are steadier. */
const SHORT_RUN = 15;

export function createDpmSolverMultistep(
  config: SchedulerConfig,
  request: ScheduleRequest,
): Scheduler {
  const isCosine = config.betaSchedule === 'squaredcos_cap_v2';
  const run = multistepLevelsOf(config, request, {
    roundsTimesOf: isCosine ? [] : ['karras', 'lu'],
    endsAt: 'training-minimum',
    flow: shiftedFlowSigmas,
  });
  const { timesteps, levels } = run;
  const isShort = config.lowerOrderFinal && timesteps.length < SHORT_RUN;
  const endsFirstOrder = config.eulerAtFinal || isShort || config.finalSigmasType === 'zero';
  /** Clean pictures of the last steps, newest first. */
  const seen: Float64Array[] = [];

  function orderAt(index: number): number {
    const left = timesteps.length - index;
    if (left === 1 && endsFirstOrder) return 1;
    if (left === 2 && isShort) return Math.min(config.solverOrder, seen.length, 2);
    return Math.min(config.solverOrder, seen.length);
  }

  return {
    ...inLambda(run),
    step(index, sample, prediction) {
      const from = levels[index]!;
      const clean = cleanOf(config.predictionType, from, sample, prediction);
      limitClean(clean, config, request.batch, false);
      seen.unshift(clean);
      seen.length = Math.min(seen.length, config.solverOrder);
      const order = orderAt(index);
      const passed = levels.slice(index - order + 1, index + 2).reverse();
      dpmSolverMove(
        sample,
        {
          from,
          to: levels[index + 1]!,
          start: sample,
          derivatives: derivativesOf(seen.slice(0, order), passed),
          ...(config.algorithmType === 'sde-dpmsolver++'
            ? { noise: drawNoise(request, sample.length) }
            : {}),
        },
        config.solverType,
      );
    },
  };
}

/**
 * Backward differences.
 *
 * @param seen clean pictures, newest first, as many as the order
 * @param levels where the move ends, then where the pictures were seen, newest first
 */
function derivativesOf(
  [m0, m1, m2]: readonly Float64Array[],
  [end, l0, l1, l2]: readonly LogLevel[],
): Term[][] {
  if (m0 === undefined || end === undefined || l0 === undefined) return [];
  if (m1 === undefined || l1 === undefined) return [[[1, m0]]];
  const h = end.lambda - l0.lambda;
  const r0 = (l0.lambda - l1.lambda) / h;
  if (m2 === undefined || l2 === undefined) {
    return [
      [[1, m0]],
      [
        [1 / r0, m0],
        [-1 / r0, m1],
      ],
    ];
  }
  const r1 = (l1.lambda - l2.lambda) / h;
  // How the second difference of (m0 − m1)/r0 and (m1 − m2)/r1 spreads over the three.
  const bend = (scale: number): number[] => [scale / r0, -scale / r0 - scale / r1, scale / r1];
  const [a, b, c] = bend(1 / (r0 + r1)) as [number, number, number];
  return [
    [[1, m0]],
    [
      [1 / r0 + r0 * a, m0],
      [-1 / r0 + r0 * b, m1],
      [r0 * c, m2],
    ],
    [
      [a, m0],
      [b, m1],
      [c, m2],
    ],
  ];
}
