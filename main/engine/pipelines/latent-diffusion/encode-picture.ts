/** From pixels to latents. */
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import type { NoiseSource } from '#main/engine/schedulers/scheduler.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { compositeOver } from '#shared/numeric/colour.ts';
import { PIXELS_PER_PLACE } from './guided-unet.ts';
import { tiledEncoder, withSparingTiles } from './sparing-tiles.ts';
import { inTiles, type TileOptions } from './tiles.ts';

const LOG_VARIANCE = { low: -30, high: 20 } as const;
const WHITE = [255, 255, 255] as const;

/**
 * What the encoder says of a picture: mean and logarithm of the variance. As a whole, or in tiles where
 * that would take too much memory. Throws `engine.out-of-memory`.
 *
 * @param planes float32 [3, height, width] in −1..1; sides divisible by 8
 * @param budgetBytes memory that may be used altogether
 * @returns float32 [2 × channels, height / 8, width / 8]
 */
export function encodeMoments(
  encoder: Model,
  planes: Float32Array,
  size: readonly [height: number, width: number],
  budgetBytes = Infinity,
): Promise<Float32Array> {
  return withSparingTiles(budgetBytes, tiledEncoder, (tiles) =>
    encodeInTiles(encoder, planes, size, tiles),
  );
}

/** As `encodeMoments`, in tiles of one size. */
export function encodeInTiles(
  encoder: Model,
  planes: Float32Array,
  [height, width]: readonly [number, number],
  tiles: TileOptions,
): Promise<Float32Array> {
  const scales = { from: PIXELS_PER_PLACE, to: 1 };
  return inTiles(planes, [3, height, width], scales, tiles, async (data, dims) => {
    const out = await encoder.run({ sample: { data, dims: [1, ...dims] } });
    return (out['latent_parameters']?.data as Float32Array).slice();
  });
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
