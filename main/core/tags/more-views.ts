/** Other views of a picture, for words that have few: mirrored, and looked at more closely. */
import type { Pixels } from '#shared/engine-protocol/messages.ts';

/** Cut off each side, of the whole. */
const MARGIN = 0.06;

export function mirrored({ width, height, rgba }: Pixels): Pixels {
  const turned = new Uint8Array(rgba.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 4;
      turned.set(rgba.subarray(from, from + 4), (y * width + (width - 1 - x)) * 4);
    }
  }
  return { width, height, rgba: turned };
}

export function closer({ width, height, rgba }: Pixels): Pixels {
  const left = Math.floor(width * MARGIN);
  const top = Math.floor(height * MARGIN);
  const [inner, rows] = [width - 2 * left, height - 2 * top];
  const part = new Uint8Array(inner * rows * 4);
  for (let y = 0; y < rows; y += 1) {
    const from = ((top + y) * width + left) * 4;
    part.set(rgba.subarray(from, from + inner * 4), y * inner * 4);
  }
  return { width: inner, height: rows, rgba: part };
}
