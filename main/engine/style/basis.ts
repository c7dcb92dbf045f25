/** The directions along which the patches of a picture differ most (principal components). */
import { TorchRandom } from '#shared/numeric/torch-random.ts';

const ROUNDS = 12;

/**
 * By orthogonal iteration on the covariance; good enough to compare by, not to the last digit.
 *
 * @param patches float32 [n, dimensions]
 * @returns float32 [count, dimensions], of length 1 and at right angles
 */
export function principalDirections(
  patches: Float32Array,
  dimensions: number,
  count: number,
): Float32Array {
  const covariance = covarianceOf(patches, dimensions);
  const basis = new TorchRandom(0).normal(count * dimensions);
  straighten(basis, count, dimensions);
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = new Float32Array(basis.length);
    for (let row = 0; row < count; row += 1) {
      const from = basis.subarray(row * dimensions, (row + 1) * dimensions);
      for (let at = 0; at < dimensions; at += 1) {
        let sum = 0;
        const line = at * dimensions;
        for (let k = 0; k < dimensions; k += 1) sum += covariance[line + k]! * from[k]!;
        next[row * dimensions + at] = sum;
      }
    }
    straighten(next, count, dimensions);
    basis.set(next);
  }
  return basis;
}

function covarianceOf(patches: Float32Array, dimensions: number): Float64Array {
  const count = patches.length / dimensions;
  const mean = new Float64Array(dimensions);
  for (let at = 0; at < patches.length; at += 1) mean[at % dimensions]! += patches[at]! / count;
  const out = new Float64Array(dimensions * dimensions);
  const own = new Float64Array(dimensions);
  for (let patch = 0; patch < count; patch += 1) {
    for (let at = 0; at < dimensions; at += 1) {
      own[at] = patches[patch * dimensions + at]! - mean[at]!;
    }
    for (let row = 0; row < dimensions; row += 1) {
      const value = own[row]!;
      const line = row * dimensions;
      for (let at = 0; at <= row; at += 1) out[line + at]! += value * own[at]!;
    }
  }
  for (let row = 0; row < dimensions; row += 1) {
    for (let at = 0; at < row; at += 1) {
      out[at * dimensions + row] = out[row * dimensions + at]!;
    }
  }
  return out;
}

/** Gram and Schmidt, in place. */
function straighten(rows: Float32Array, count: number, dimensions: number): void {
  for (let row = 0; row < count; row += 1) {
    const own = rows.subarray(row * dimensions, (row + 1) * dimensions);
    for (let other = 0; other < row; other += 1) {
      const before = rows.subarray(other * dimensions, (other + 1) * dimensions);
      const share = product(own, before);
      for (let at = 0; at < dimensions; at += 1) own[at]! -= share * before[at]!;
    }
    const length = Math.max(1e-12, Math.sqrt(product(own, own)));
    for (let at = 0; at < dimensions; at += 1) own[at]! /= length;
  }
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += a[at]! * b[at]!;
  return sum;
}
