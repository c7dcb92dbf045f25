/**
 * Seeds follow torch's CPU generator, which reads 32 bits of them, so the same number means the
 * same noise here as in other tools.
 */
import * as z from 'zod';

export const MAX_SEED = 0xffff_ffff;

export const seedSchema = z.number().int().min(0).max(MAX_SEED);
export type Seed = z.infer<typeof seedSchema>;

/**
 * The seed of candidate `index` of a generation: consecutive, wrapping at 2^32, as designers know
 * it from AUTOMATIC1111 batches, so any candidate can be made again alone.
 */
export function candidateSeed(seed: Seed, index: number): Seed {
  return (seed + index) >>> 0;
}
