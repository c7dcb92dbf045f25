/**
 * What a region means to CLIP, found by covering it: how much a cosine falls while it is out of
 * sight (Zeiler & Fergus, 2014), averaged over all covers that hide a cell, as in RISE (Petsiuk et
 * al., 2018) with a sliding square in place of random masks. Needs no gradients and knows nothing
 * of the network, so it holds for every CLIP.
 */

import { EXPLANATION_SIDE as MAP_SIDE } from '#shared/domain/explanation.ts';

/** Cells that a cover hides, each way. */
const COVER_CELLS = 2;

/** Left and top cell of every cover; those at the edge hide less. */
const covers = Array.from({ length: (MAP_SIDE + COVER_CELLS - 1) ** 2 }, (_, index) => ({
  column: (index % (MAP_SIDE + COVER_CELLS - 1)) - COVER_CELLS + 1,
  row: Math.floor(index / (MAP_SIDE + COVER_CELLS - 1)) - COVER_CELLS + 1,
}));

export const COVER_COUNT = covers.length;

/** Where the picture lies in CLIP's square, in pixels; what lies beyond it is not seen. */
export interface InnerArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Hides the `index`-th square of a picture tensor.
 *
 * @param tensor float32 [3, side, side], changed in place
 * @param fill one value a channel, normalised like the tensor
 */
export function cover(
  tensor: Float32Array,
  index: number,
  { side, inner, fill }: { side: number; inner: InnerArea; fill: readonly number[] },
): void {
  const { column, row } = covers[index]!;
  const seen = (at: number): number => Math.min(side, Math.max(0, at));
  const left = seen(edge(column, inner.width, inner.left));
  const right = seen(edge(column + COVER_CELLS, inner.width, inner.left));
  const top = seen(edge(row, inner.height, inner.top));
  const bottom = seen(edge(row + COVER_CELLS, inner.height, inner.top));
  for (const [channel, value] of fill.entries()) {
    for (let y = top; y < bottom; y += 1) {
      const start = (channel * side + y) * side;
      tensor.fill(value, start + left, start + right);
    }
  }
}

/**
 * A map from the cosines under every cover.
 *
 * @param whole the cosine of the picture itself
 * @param covered the cosine under each cover, in order
 * @returns float32 [MAP_SIDE, MAP_SIDE], how much the cosine owes to each cell; below 0 it harms
 */
export function occlusionMap(whole: number, covered: readonly number[]): Float32Array {
  const sums = new Float32Array(MAP_SIDE * MAP_SIDE);
  const counts = new Float32Array(MAP_SIDE * MAP_SIDE);
  for (const [index, { column, row }] of covers.entries()) {
    for (let y = Math.max(0, row); y < Math.min(MAP_SIDE, row + COVER_CELLS); y += 1) {
      for (let x = Math.max(0, column); x < Math.min(MAP_SIDE, column + COVER_CELLS); x += 1) {
        const cell = y * MAP_SIDE + x;
        sums[cell] = sums[cell]! + whole - covered[index]!;
        counts[cell] = counts[cell]! + 1;
      }
    }
  }
  return sums.map((sum, cell) => sum / counts[cell]!);
}

function edge(cell: number, length: number, start: number): number {
  const within = Math.min(MAP_SIDE, Math.max(0, cell));
  return start + Math.round((within * length) / MAP_SIDE);
}
