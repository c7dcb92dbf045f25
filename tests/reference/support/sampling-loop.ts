/** The dummy pictures and models that published sampler results were made with. */
import { schedulerConfigOf } from '#main/engine/schedulers/config/read-scheduler-config.ts';
import { createScheduler } from '#main/engine/schedulers/create-scheduler.ts';
import type { ScheduleRequest, Scheduler } from '#main/engine/schedulers/scheduler.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';

const BATCH = 4;

/** What a case of the reference files says of its run. */
export interface SamplingCase {
  readonly id: string;
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly steps: number;
  readonly eta?: number;
  readonly seed?: number;
  readonly t_start?: number;
  readonly set_timesteps_arguments?: {
    readonly sigmas?: number[];
    readonly mu?: number;
    readonly strength?: number;
    readonly timesteps?: number[];
  };
}

export function schedulerFor(sampling: SamplingCase): Scheduler {
  const random = new TorchRandom(sampling.seed ?? 0);
  const request: ScheduleRequest = {
    steps: sampling.steps,
    batch: BATCH,
    ...(sampling.eta === undefined ? {} : { eta: sampling.eta }),
    ...(sampling.seed === undefined ? {} : { noise: (length) => random.normal(length) }),
    ...sampling.set_timesteps_arguments,
  };
  return createScheduler(
    schedulerConfigOf({ _class_name: sampling.class, ...sampling.config }),
    request,
  );
}

/** A ramp laid out with the batch last, then read with the batch first. */
export function rampSample(isReversed = false, perPicture = 3 * 8 * 8): Float32Array {
  const count = perPicture * BATCH;
  return Float32Array.from({ length: count }, (_, at) => {
    const place = (at % perPicture) * BATCH + Math.floor(at / perPicture);
    return (isReversed ? count - 1 - place : place) / count;
  });
}

export function linearModel(sample: Float32Array, time: number): Float32Array {
  const factor = Math.fround(Math.fround(time) / Math.fround(Math.fround(time) + 1));
  return sample.map((value) => value * factor);
}

/** Bounded and different at every time: small mistakes show. */
export function wavyModel(sample: Float32Array, time: number): Float32Array {
  const shift = 0.1 * Math.cos(Math.fround(time) / 100);
  return sample.map((value) => 0.3 * Math.sin(3 * value) + shift + 0.05 * value);
}

export interface LoopResult {
  readonly sample: Float32Array;
  /** What the model saw first. */
  readonly input: Float32Array;
  /** Sum of magnitudes after each evaluation. */
  readonly sums: readonly number[];
}

/**
 * The loop of a pipeline: the model sees the scaled sample, the step the plain one.
 *
 * @param start step to begin at, from the ramp with reversed ramp as noise; from noise when undefined
 */
export function pipelineLoop(
  scheduler: Scheduler,
  model: typeof wavyModel,
  start?: number,
): LoopResult {
  const sample = rampSample();
  const first = (start ?? 0) * scheduler.order;
  if (start === undefined) scale(sample, scheduler.initialSigma);
  else scheduler.addNoise(first, sample, rampSample(true));
  const sums: number[] = [];
  let input: Float32Array | undefined;
  for (let index = first; index < scheduler.timesteps.length; index += 1) {
    const seen = sample.slice();
    scale(seen, scheduler.inputScale(index));
    input ??= seen;
    scheduler.step(index, sample, model(seen, scheduler.timesteps[index] ?? 0));
    sums.push(sumOfMagnitudes(sample));
  }
  return { sample, input: input ?? sample, sums };
}

export function scale(sample: Float32Array, factor: number): void {
  sample.forEach((value, at) => (sample[at] = value * factor));
}

export function sumOfMagnitudes(sample: Float32Array): number {
  return sample.reduce((sum, value) => sum + Math.abs(value), 0);
}

/** Where the references keep single values. */
const places = [0, 1, 7, 64, 191, 383, 500, 767];

export function valuesOf(sample: Float32Array): number[] {
  return places.filter((at) => at < sample.length).map((at) => sample[at] ?? Number.NaN);
}

/** Largest difference between two lists, as a share of the largest wanted magnitude. */
export function relativeDifference(actual: readonly number[], wanted: readonly number[]): number {
  if (actual.length !== wanted.length) return Infinity;
  const size = Math.max(...wanted.map(Math.abs), Number.MIN_VALUE);
  return (
    Math.max(...actual.map((value, at) => Math.abs(value - (wanted[at] ?? Number.NaN)))) / size
  );
}
