/** From pixels to latents. */
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import type { NoiseSource } from '#main/engine/schedulers/scheduler.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { compositeOver } from '#shared/numeric/colour.ts';

const LOG_VARIANCE = { low: -30, high: 20 } as const;
const WHITE = [255, 255, 255] as const;

/**
 * What the encoder says of a picture: mean and logarithm of the variance.
 *
 * @param planes float32 [3, height, width] in −1..1; sides divisible by 8
 * @returns float32 [2 × channels, height / 8, width / 8]
 */
export async function encodeMoments(
  encoder: Model,
  planes: Float32Array,
  [height, width]: readonly [number, number],
): Promise<Float32Array> {
  const out = await encoder.run({ sample: { data: planes, dims: [1, 3, height, width] } });
  return (out['latent_parameters']?.data as Float32Array).slice();
}

/**
 * A latent drawn from what the encoder said.
 *
 * @returns float32 [channels, height / 8, width / 8], multiplied by the scaling factor
 */
export function drawLatent(
  moments: Float32Array,
  scalingFactor: number,
  noise: NoiseSource,
): Float32Array {
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

/** Float32 [3, height, width] in −1..1; what is clear lies on white. */
export function planesOf({ width, height, rgba }: Pixels): Float32Array {
  const rgb = compositeOver(rgba, WHITE);
  const area = width * height;
  const planes = new Float32Array(3 * area);
  for (let index = 0; index < area; index += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      planes[channel * area + index] = ((rgb[index * 3 + channel] ?? 0) / 255) * 2 - 1;
    }
  }
  return planes;
}
