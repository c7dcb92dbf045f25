/**
 * Rows in as many dimensions as they span. A linear model with a ridge lies in the span of its rows, so
 * with fewer rows than dimensions it can be learnt there, exactly, with less to compute.
 */

export interface RowSpan {
  /** float32 [rows, dimensions]: the rows on the axes. */
  readonly inputs: Float32Array;
  readonly dimensions: number;
  /** Orthonormal, float32 [length of a row] each; absent: the rows are on their own axes. */
  readonly axes?: readonly Float32Array[];
}

/** Shorter than this part of a row's length, what is left of it is rounding. */
const NOTHING = 1e-4;

/** By modified Gram–Schmidt, in which each row is cleaned twice of what earlier axes hold of it. */
export function rowSpan(inputs: Float32Array, width: number): RowSpan {
  const rows = inputs.length / width;
  if (rows >= width) return { inputs, dimensions: width };
  const axes: Float32Array[] = [];
  const places: number[][] = [];
  for (let row = 0; row < rows; row += 1) {
    const left = Float64Array.from(inputs.subarray(row * width, (row + 1) * width));
    const whole = lengthOf(left);
    const place = axes.map(() => 0);
    for (let round = 0; round < 2; round += 1) {
      for (const [at, axis] of axes.entries()) {
        let along = 0;
        for (let index = 0; index < width; index += 1) along += axis[index]! * left[index]!;
        for (let index = 0; index < width; index += 1) left[index]! -= along * axis[index]!;
        place[at]! += along;
      }
    }
    const length = lengthOf(left);
    if (length > NOTHING * whole) {
      axes.push(Float32Array.from(left, (value) => value / length));
      place.push(length);
    }
    places.push(place);
  }
  const dimensions = Math.max(1, axes.length);
  const narrow = new Float32Array(rows * dimensions);
  for (const [row, place] of places.entries()) narrow.set(place, row * dimensions);
  return { inputs: narrow, dimensions, axes };
}

/** Weights on the axes, float32 [dimensions, columns], as weights of whole rows: [width, columns]. */
export function unspan(
  weights: Float32Array,
  { axes }: RowSpan,
  width: number,
  columns: number,
): Float32Array {
  if (axes === undefined) return weights;
  const wide = new Float32Array(width * columns);
  for (const [at, axis] of axes.entries()) {
    for (let index = 0; index < width; index += 1) {
      const part = axis[index]!;
      for (let column = 0; column < columns; column += 1) {
        wide[index * columns + column]! += part * weights[at * columns + column]!;
      }
    }
  }
  return wide;
}

function lengthOf(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
