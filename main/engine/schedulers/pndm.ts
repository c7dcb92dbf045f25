/**
 * PNDM: Liu et al., "Pseudo Numerical Methods for Diffusion Models on Manifolds", ICLR 2022.
 *
 * Every move is the transfer φ of equation 11. Its noise comes from four evaluations in the first
 * steps (pseudo Runge–Kutta, equation 13) and from the last four afterwards (pseudo linear
 * multistep, equation 12); latent checkpoints skip the first part and take the first multistep move
 * twice instead.
 */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { combine, type Term } from './linear-combination.ts';
import { levelOfAlphaBar, noiseOf } from './prediction.ts';
import { alphaBarsOf } from './schedule/training-schedule.ts';
import { roundHalfEven, spacedTimesteps } from './schedule/timestep-spacing.ts';
import type { ScheduleRequest, Scheduler } from './scheduler.ts';
import { variancePreserving } from './variance-preserving.ts';

const RUNGE_KUTTA_STEPS = 3;
const EVALUATIONS = 4;

export function createPndm(config: SchedulerConfig, request: ScheduleRequest): Scheduler {
  const alphaBars = alphaBarsOf(config);
  const final = config.setAlphaToOne ? 1 : alphaBars[0]!;
  const { numTrainTimesteps: train, predictionType } = config;
  const stride = Math.floor(train / request.steps);
  const half = Math.floor(stride / 2);
  const falling = spacedTimesteps({
    spacing: config.timestepSpacing,
    train,
    steps: request.steps,
    offset: config.stepsOffset,
  }).map(roundHalfEven);
  // Runge–Kutta needs a step to end at.
  const isMultistepOnly = config.skipPrkSteps || request.steps <= RUNGE_KUTTA_STEPS;
  const first = isMultistepOnly ? [] : rungeKuttaTimes(falling, half);
  const later = isMultistepOnly ? withSecondTwice(falling) : falling.slice(RUNGE_KUTTA_STEPS);
  const timesteps = [...first, ...later];

  let count = 0;
  let begun: Float32Array | undefined;
  let gathered: Term[] = [];
  const seen: Float32Array[] = [];

  /** φ: the sample at `time`, moved to `next` along one noise. */
  function transfer(
    sample: Float32Array,
    from: Float32Array,
    time: number,
    next: number,
    terms: readonly Term[],
  ): void {
    const now = alphaBars[time]!;
    const then = next >= 0 ? alphaBars[next]! : final;
    const prediction = new Float64Array(sample.length);
    combine(prediction, ...terms);
    const noise =
      predictionType === 'v_prediction'
        ? noiseOf(predictionType, levelOfAlphaBar(now), from, prediction)
        : prediction;
    // In single precision: at the noisiest times the difference is visible in the pictures.
    const single = Math.fround;
    const divisor =
      single(now * single(Math.sqrt(1 - then))) +
      single(Math.sqrt(single(single(now * single(1 - now)) * then)));
    const kept = single(Math.sqrt(single(then / now)));
    combine(sample, [kept, from], [-single(then - now) / single(divisor), noise]);
  }

  function rungeKutta(index: number, sample: Float32Array, prediction: Float32Array): void {
    const place = count % EVALUATIONS;
    if (place === 0) {
      seen.push(prediction.slice());
      begun = sample.slice();
      gathered = [];
    }
    gathered.push([place === 0 || place === 3 ? 1 / 6 : 1 / 3, prediction.slice()]);
    const start = first[count - place]!;
    const next = timesteps[index]! - (count % 2 === 1 ? 0 : half);
    const terms: Term[] = place === 3 ? gathered : [[1, prediction]];
    transfer(sample, begun ?? sample, start, next, terms);
  }

  function multistep(index: number, sample: Float32Array, prediction: Float32Array): void {
    const time = timesteps[index]!;
    if (count === 1) {
      // The first move again, now that its end is known.
      const [before] = seen;
      const terms: Term[] = [
        [0.5, prediction],
        [0.5, before ?? prediction],
      ];
      transfer(sample, begun ?? sample, time + stride, time, terms);
      return;
    }
    if (count === 0) begun = sample.slice();
    seen.push(prediction.slice());
    if (seen.length > EVALUATIONS) seen.shift();
    transfer(sample, sample, time, time - stride, adamsBashforth(seen));
  }

  return {
    ...variancePreserving(timesteps, alphaBars),
    step(index, sample, prediction) {
      if (count < first.length) rungeKutta(index, sample, prediction);
      else multistep(index, sample, prediction);
      count += 1;
    },
  };
}

/** The extrapolation over as many predictions as there are, newest last. */
function adamsBashforth(seen: readonly Float32Array[]): Term[] {
  const weights = [[1], [3 / 2, -1 / 2], [23 / 12, -16 / 12, 5 / 12], [55, -59, 37, -9]];
  const chosen = weights[seen.length - 1] ?? [];
  const divisor = seen.length === EVALUATIONS ? 24 : 1;
  return chosen.map((weight, age) => [weight / divisor, seen[seen.length - 1 - age]!]);
}

/** Each of the first three steps is asked for at its time, twice at its middle, and at its end. */
function rungeKuttaTimes(falling: readonly number[], half: number): number[] {
  const times: number[] = [];
  for (let step = 0; step < RUNGE_KUTTA_STEPS; step += 1) {
    const middle = falling[step + 1]! + half;
    times.push(falling[step]!, middle, middle, falling[step + 1]!);
  }
  return times;
}

function withSecondTwice(falling: readonly number[]): number[] {
  const [first, second, ...rest] = falling;
  if (first === undefined || second === undefined) return [...falling];
  return [first, second, second, ...rest];
}
