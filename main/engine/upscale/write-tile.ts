/** The inner part of an enlarged tile, as pixels in their place. */
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import type { Placement } from '#shared/numeric/geometry.ts';

interface Tile {
  /** What was enlarged, with its margin. */
  readonly part: Pixels;
  /** float32 [4, height × factor, width × factor] of it, premultiplied, in [-1, 1]. */
  readonly large: Float32Array;
  readonly margin: number;
  readonly factor: number;
}

/** @param inner where the tile lies in the source, without its margin */
export function writeTile(made: Pixels, inner: Placement, tile: Tile): void {
  const { part, margin, factor } = tile;
  for (let y = 0; y < inner.height; y += 1) {
    for (let x = 0; x < inner.width; x += 1) {
      const alpha = alphaAround(part, margin + x, margin + y);
      // Clear pixels are zeros as they came.
      if (alpha === 0) continue;
      const left = (inner.left + x) * factor;
      for (let row = 0; row < factor; row += 1) {
        const to = ((inner.top + y) * factor + row) * made.width + left;
        const from = ((margin + y) * factor + row) * part.width * factor + (margin + x) * factor;
        writeRow(made.rgba.subarray(to * 4, (to + factor) * 4), tile, from, alpha);
      }
    }
  }
}

/** Straight RGBA from premultiplied planes. */
function writeRow(
  out: Uint8Array,
  { large }: Tile,
  from: number,
  known: 0 | 255 | undefined,
): void {
  const area = large.length / 4;
  for (let at = 0; at < out.length; at += 4, from += 1) {
    const alpha = known ?? Math.round(unit(large[3 * area + from]!) * 255);
    if (alpha === 0) continue;
    for (let channel = 0; channel < 3; channel += 1) {
      const colour = (unit(large[channel * area + from]!) * 255) / alpha;
      out[at + channel] = Math.round(Math.min(1, colour) * 255);
    }
    out[at + 3] = alpha;
  }
}

/** The alpha of a pixel and all its neighbours, where they agree on clear or opaque. */
function alphaAround({ width, rgba }: Pixels, x: number, y: number): 0 | 255 | undefined {
  const first = rgba[(y * width + x) * 4 + 3]!;
  if (first !== 0 && first !== 255) return undefined;
  for (let row = y - 1; row <= y + 1; row += 1) {
    for (let column = x - 1; column <= x + 1; column += 1) {
      if (rgba[(row * width + column) * 4 + 3] !== first) return undefined;
    }
  }
  return first;
}

function unit(value: number): number {
  const share = (value + 1) / 2;
  return share < 0 ? 0 : share > 1 ? 1 : share;
}
