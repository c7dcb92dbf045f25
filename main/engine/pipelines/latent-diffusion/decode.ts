/** From latents to pixels. */
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { PIXELS_PER_PLACE } from './guided-unet.ts';
import { tiledDecoder, withSparingTiles } from './sparing-tiles.ts';
import { inTiles, type PlaneShape, type TileOptions } from './tiles.ts';

const RGB = 3;

/**
 * As a whole, or in tiles where that would take too much memory. Throws `engine.out-of-memory`.
 *
 * @param latent float32 [channels, height, width], as the scheduler left it
 * @param scalingFactor what latents were multiplied by after encoding
 * @param budgetBytes memory that may be used altogether
 * @returns float32 [3, 8 × height, 8 × width], about −1..1
 */
export function decodeLatent(
  decoder: Model,
  latent: Float32Array,
  shape: PlaneShape,
  scalingFactor: number,
  budgetBytes = Infinity,
): Promise<Float32Array> {
  return withSparingTiles(budgetBytes, tiledDecoder, (tiles) =>
    decodeInTiles(decoder, latent, shape, scalingFactor, tiles),
  );
}

/** As `decodeLatent`, in tiles of one size. */
export function decodeInTiles(
  decoder: Model,
  latent: Float32Array,
  shape: PlaneShape,
  scalingFactor: number,
  tiles: TileOptions,
): Promise<Float32Array> {
  const scaled = latent.map((value) => value / scalingFactor);
  const scales = { from: 1, to: PIXELS_PER_PLACE };
  return inTiles(scaled, shape, scales, tiles, async (data, dims) => {
    const out = await decoder.run({ latent_sample: { data, dims: [1, ...dims] } });
    return out['sample']?.data as Float32Array;
  });
}

/** Opaque 8-bit pixels from [3, height, width] in −1..1; what lies outside is cut off. */
export function pixelsOf(planes: Float32Array, width: number, height: number): Pixels {
  const area = width * height;
  const rgba = new Uint8Array(area * 4).fill(255);
  for (let index = 0; index < area; index += 1) {
    for (let channel = 0; channel < RGB; channel += 1) {
      const unit = ((planes[channel * area + index] ?? 0) + 1) / 2;
      rgba[index * 4 + channel] = Math.round(Math.min(1, Math.max(0, unit)) * 255);
    }
  }
  return { width, height, rgba };
}
