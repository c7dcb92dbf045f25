/** Decoding that does with smaller tiles when memory runs out. */
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { decodeLatent, usualTiles } from './decode.ts';

/** Smaller ones would show where they meet. */
const SMALLEST_SIDE = 24;

/**
 * As `decodeLatent`; where memory runs out, once more with tiles of half the side. Throws
 * `engine.out-of-memory` when the smallest are too large as well.
 */
export async function decodeSparing(
  decoder: Model,
  latent: Float32Array,
  shape: readonly [channels: number, height: number, width: number],
  scalingFactor: number,
): Promise<Float32Array> {
  let tiles = usualTiles;
  for (;;) {
    try {
      return await decodeLatent(decoder, latent, shape, scalingFactor, tiles);
    } catch (error) {
      const isOut = error instanceof EaselError && error.code === 'engine.out-of-memory';
      const side = tiles.side / 2;
      if (!isOut || side < SMALLEST_SIDE) throw error;
      tiles = { side, overlap: Math.min(tiles.overlap, side / 4) };
    }
  }
}
