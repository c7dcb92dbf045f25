/** What a checkpoint takes in memory while it draws. */
import type { CheckpointSummary } from './checkpoint.ts';

/** Where weights are copied, halves become whole numbers. */
const COPIED_PER_BYTE = 2;
/** Of a decoder for each pixel of a tile, and the side of the largest tile. */
const BYTES_PER_PIXEL = 3_400;
const LARGEST_TILE = 768;
/** Matrices at work, and the runtime itself. */
const BESIDES = 4e8;

/**
 * @param isInPlace whether weights are used from their file, as on the processor: then each byte of it is there
 *   once at most, and may go where others need the room
 * @returns bytes, at the size that the checkpoint was trained for
 */
export function memoryNeeded(
  { bytes, native }: Pick<CheckpointSummary, 'bytes' | 'native'>,
  isInPlace: boolean,
): number {
  const [width, height] = [native.width, native.height].map((side) => Math.min(side, LARGEST_TILE));
  const tile = BYTES_PER_PIXEL * (width ?? 0) * (height ?? 0);
  return bytes * (isInPlace ? 1 : COPIED_PER_BYTE) + tile + BESIDES;
}
