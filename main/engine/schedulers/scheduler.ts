/** What a scheduler is: a schedule of times and a rule for one step. It knows nothing of models. */

/** Standard normal numbers, float32 [length]; each call draws fresh ones. */
export type NoiseSource = (length: number) => Float32Array;

/** What one run is to be like. */
export interface ScheduleRequest {
  /** At least 1. */
  readonly steps: number;
  /** Where stochastic schedulers take their noise from; the others never ask. */
  readonly noise?: NoiseSource;
  /** How many pictures lie in one sample (for thresholding, which looks at each alone); default 1. */
  readonly batch?: number;
  /** Share of fresh noise, 0..1, where the rule has one (DDIM: default 0, TCD: default 0.3). */
  readonly eta?: number;
  /** Own times, falling, in place of the spaced ones; `steps` is then their number. */
  readonly timesteps?: readonly number[];
  /** Own noise levels, falling, for flow matching; `steps` is then their number. */
  readonly sigmas?: readonly number[];
  /** Tokens of the picture, from which dynamically shifted flow schedules find their shift. */
  readonly imageTokens?: number;
  /** The dynamic shift itself, where it is known. */
  readonly mu?: number;
  /** LCM and TCD: share of the training schedule that is walked, 0..1; default 1. */
  readonly strength?: number;
}

/**
 * One run: made for it, used for it, and thrown away (multistep rules remember what they saw).
 *
 * A picture is started from noise times `initialSigma`, or from another picture by `addNoise` at
 * the index to begin with; then every index from there is stepped once, in order.
 */
export interface Scheduler {
  /** The time at which the model is asked, for each evaluation. */
  readonly timesteps: readonly number[];
  /** Evaluations per step: a run may begin only at a multiple of it. */
  readonly order: number;
  /** Standard deviation of the noise that a run from scratch begins with. */
  readonly initialSigma: number;
  /** What the sample is multiplied by before the model sees it. */
  inputScale(index: number): number;
  /**
   * One evaluation's step, in place.
   *
   * @param index 0..timesteps.length-1
   * @param sample float32, any shape, not scaled: the noisy picture; becomes the next one
   * @param prediction float32, same shape: what the model said of it
   */
  step(index: number, sample: Float32Array, prediction: Float32Array): void;
  /**
   * Brings a clean picture to the noise level of a step, in place.
   *
   * @param sample float32, any shape
   * @param noise float32, same shape, standard normal
   */
  addNoise(index: number, sample: Float32Array, noise: Float32Array): void;
}

/** Draws for a rule that needs noise; without a source that is a mistake of the caller. */
export function drawNoise(request: ScheduleRequest, length: number): Float32Array {
  if (request.noise === undefined) throw new RangeError('this scheduler needs a source of noise');
  return request.noise(length);
}
