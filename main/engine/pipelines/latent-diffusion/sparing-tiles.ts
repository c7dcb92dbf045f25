/** Tiles of an autoencoder as large as memory has room for, and smaller ones when it runs out. */
import { EaselError } from '#shared/errors/easel-error.ts';
import type { TileOptions } from './tiles.ts';

/** One of the two networks of an autoencoder, as far as its tiles go. */
export interface TiledNetwork {
  /** In places of the latent. */
  readonly largestSide: number;
  /** Intermediate results, at full size. */
  readonly bytesPerPlace: number;
}

/** 2 GB at 768 × 768 pixels. */
export const tiledDecoder: TiledNetwork = { largestSide: 96, bytesPerPlace: 220_000 };
/** 2 GB at 1024 × 1024 pixels, the largest that families were trained on. */
export const tiledEncoder: TiledNetwork = { largestSide: 128, bytesPerPlace: 120_000 };

/** Smaller ones would show where they meet. */
const SMALLEST_SIDE = 24;
const OVERLAP = 16;

/**
 * Begins with the largest tiles that half of the memory has room for; where it runs out all the same,
 * once more with half the side. Throws `engine.out-of-memory` when the smallest are too large as well.
 *
 * @param budgetBytes what may be used altogether
 */
export async function withSparingTiles<Result>(
  budgetBytes: number,
  { largestSide, bytesPerPlace }: TiledNetwork,
  work: (tiles: TileOptions) => Promise<Result>,
): Promise<Result> {
  let side = largestSide;
  while (side / 2 >= SMALLEST_SIDE && side * side * bytesPerPlace > budgetBytes / 2) side /= 2;
  for (;;) {
    try {
      return await work({ side, overlap: Math.min(OVERLAP, side / 4) });
    } catch (error) {
      const isOut = error instanceof EaselError && error.code === 'engine.out-of-memory';
      side /= 2;
      if (!isOut || side < SMALLEST_SIDE) throw error;
    }
  }
}
