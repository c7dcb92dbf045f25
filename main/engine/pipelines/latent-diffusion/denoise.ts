/** From noise to a clean latent, step by step. */
import type { Scheduler } from '#main/engine/schedulers/scheduler.ts';
import type { Predict } from './guided-unet.ts';

export interface DenoiseOptions {
  /** The first evaluation; later ones begin from another picture than noise. */
  readonly from?: number;
  /** Before each evaluation; may throw to stop. */
  readonly before?: () => Promise<void>;
  /**
   * After each evaluation.
   *
   * @param seen what the network was shown, and `prediction` what it said of it
   */
  readonly after?: (
    index: number,
    seen: Float32Array,
    prediction: Float32Array,
  ) => Promise<void> | void;
}

/** @param sample the noisy latent; clean when it is over, changed in place */
export async function denoise(
  predict: Predict,
  scheduler: Scheduler,
  sample: Float32Array,
  { from = 0, before, after }: DenoiseOptions = {},
): Promise<void> {
  const seen = new Float32Array(sample.length);
  for (let index = from; index < scheduler.timesteps.length; index += 1) {
    await before?.();
    const scale = scheduler.inputScale(index);
    for (let at = 0; at < sample.length; at += 1) seen[at] = scale * (sample[at] ?? 0);
    const prediction = await predict(seen, scheduler.timesteps[index] ?? 0);
    scheduler.step(index, sample, prediction);
    await after?.(index, seen, prediction);
  }
}

/** Noise for a run from scratch, in place. */
export function scaleNoise(noise: Float32Array, scheduler: Scheduler): Float32Array {
  for (let at = 0; at < noise.length; at += 1)
    noise[at] = (noise[at] ?? 0) * scheduler.initialSigma;
  return noise;
}
