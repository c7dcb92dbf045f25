/**
 * Prediction of what was added to a picture, as the Stable Diffusion line was trained: x_t = √ᾱ x + √(1-ᾱ) ε,
 * answered by ε (Ho et al. 2020), by v = √ᾱ ε - √(1-ᾱ) x (Salimans and Ho 2022) or by x.
 *
 * Errors are weighed by min(SNR, 5) over what the prediction makes of it (Hang et al. 2023), so that no
 * time outweighs the others.
 */
import type { SchedulerConfig } from '#main/engine/schedulers/config/scheduler-config.ts';
import { levelOfAlphaBar, type Level } from '#main/engine/schedulers/prediction.ts';
import { positiveAlphaBarsOf } from '#main/engine/schedulers/schedule/training-schedule.ts';
import type { TorchRandom } from '#shared/numeric/torch-random.ts';
import type { GraphDraft } from '../graph/graph-draft.ts';
import type { Objective } from '../training-graph.ts';

/** How a network was trained. */
export interface NoiseSchedule {
  /** ᾱ of each time. */
  readonly alphaBars: Float32Array;
  readonly predictionType: Exclude<SchedulerConfig['predictionType'], 'flow_prediction'>;
}

/** A latent with noise, and what the network should answer. */
export interface NoisyLatent {
  /** float32, in the order in which the network takes it */
  readonly sample: Float32Array;
  /** As the network is told it. */
  readonly time: number;
  readonly target: Float32Array;
  /** How much an error counts. */
  readonly importance: number;
}

const MOST_SNR = 5;

/** Undefined where the network predicts something else. */
export function noiseScheduleOf(config: SchedulerConfig): NoiseSchedule | undefined {
  const { predictionType } = config;
  if (predictionType === 'flow_prediction') return undefined;
  return { alphaBars: positiveAlphaBarsOf(config), predictionType };
}

/**
 * Adds the loss to a network; it reads `target` and `importance` beside the network's inputs.
 *
 * @param latent sizes of one row of the answer
 * @param answer float32 [batch, …latent]
 */
export function addDenoisingLoss(
  draft: GraphDraft,
  batch: number,
  latent: readonly number[],
  answer = 'out_sample',
): Objective {
  const target = draft.input('target', 'float32', [batch, ...latent]);
  const importance = draft.input('importance', 'float32', [batch]);
  const difference = draft.op('Sub', [answer, target]);
  const square = draft.op('Mul', [difference, difference]);
  const axes = draft.ints(latent.map((_, at) => at + 1));
  const each = draft.op('ReduceMean', [square, axes], { keepdims: { int: 0 } });
  const rows = draft.op('Mul', [each, importance]);
  return { loss: draft.op('ReduceMean', [rows], { keepdims: { int: 0 } }), rows };
}

/**
 * The same loss of one row, where the answer is at hand.
 *
 * @param answer float32, as long as the target
 */
export function rowLoss(answer: Float32Array, { target, importance }: NoisyLatent): number {
  let sum = 0;
  for (let at = 0; at < target.length; at += 1) sum += (answer[at]! - target[at]!) ** 2;
  return (importance * sum) / target.length;
}

/** @param share where in the schedule, 0..1; at random without it */
export function noisyLatent(
  clean: Float32Array,
  { alphaBars, predictionType }: NoiseSchedule,
  random: TorchRandom,
  share: number = random.uniform(),
): NoisyLatent {
  const time = Math.min(alphaBars.length - 1, Math.floor(share * alphaBars.length));
  const level = levelOfAlphaBar(alphaBars[time]!);
  const noise = random.normal(clean.length);
  const { alpha, sigma } = level;
  const sample = mixed(clean, alpha, noise, sigma);
  const target =
    predictionType === 'epsilon'
      ? noise
      : predictionType === 'v_prediction'
        ? mixed(noise, alpha, clean, -sigma)
        : clean;
  return { sample, time, target, importance: importanceOf(predictionType, level) };
}

function importanceOf(type: NoiseSchedule['predictionType'], { alpha, sigma }: Level): number {
  const ratio = (alpha / Math.max(sigma, 1e-6)) ** 2;
  const limited = Math.min(ratio, MOST_SNR);
  if (type === 'epsilon') return limited / ratio;
  return type === 'v_prediction' ? limited / (ratio + 1) : limited;
}

function mixed(a: Float32Array, share: number, b: Float32Array, other: number): Float32Array {
  return Float32Array.from(a, (value, at) => share * value + other * b[at]!);
}
