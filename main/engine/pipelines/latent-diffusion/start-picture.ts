/** Beginning from a picture instead of noise (SDEdit, Meng et al. 2022; "img2img"). */
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import type { NoiseSource, Scheduler } from '#main/engine/schedulers/scheduler.ts';

const LOG_VARIANCE = { low: -30, high: 20 } as const;

/**
 * The evaluation to begin with, so that of all steps the share `strength` is run.
 *
 * @param strength 0 (keeps the picture) to 1 (all steps)
 */
export function firstStepFor(
  { timesteps, order }: Scheduler,
  steps: number,
  strength: number,
): number {
  const run = Math.min(Math.floor(steps * strength), steps);
  return Math.min((steps - run) * order, timesteps.length - 1);
}

/**
 * A latent drawn from what the encoder says of a picture.
 *
 * @param pixels float32 [3, height, width] in −1..1; sides divisible by 8
 * @returns float32 [channels, height / 8, width / 8], multiplied by the scaling factor
 */
export async function encodePicture(
  encoder: Model,
  pixels: Float32Array,
  [height, width]: readonly [number, number],
  scalingFactor: number,
  noise: NoiseSource,
): Promise<Float32Array> {
  const out = await encoder.run({ sample: { data: pixels, dims: [1, 3, height, width] } });
  const moments = out['latent_parameters']?.data as Float32Array;
  const half = moments.length / 2;
  const draws = noise(half);
  return Float32Array.from({ length: half }, (_, index) => {
    const logVariance = Math.min(
      LOG_VARIANCE.high,
      Math.max(LOG_VARIANCE.low, moments[half + index] ?? 0),
    );
    const deviation = Math.exp(logVariance / 2);
    return scalingFactor * ((moments[index] ?? 0) + deviation * (draws[index] ?? 0));
  });
}
