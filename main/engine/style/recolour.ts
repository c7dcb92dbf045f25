/**
 * The colours of one picture for another: the linear map that carries mean and covariance over with
 * the least movement (Pitié & Kokaram, "The linear Monge-Kantorovitch colour mapping", 2007).
 */
import type { Planes } from './planes.ts';

/** Row by row; symmetric ones are their own transpose. */
type Matrix = readonly [number, number, number, number, number, number, number, number, number];

interface Statistics {
  readonly mean: readonly [number, number, number];
  readonly covariance: Matrix;
}

/** Keeps flat pictures from dividing by nothing, in squares of 0..1. */
const FLOOR = 1e-5;

/** `picture` with the colours of `palette`; values may leave 0..1 a little. */
export function recoloured(picture: Planes, palette: Planes): Planes {
  const from = statisticsOf(picture);
  const to = statisticsOf(palette);
  const root = power(from.covariance, 0.5);
  const inverse = power(from.covariance, -0.5);
  const middle = power(times(times(root, to.covariance), root), 0.5);
  const map = times(times(inverse, middle), inverse);
  const area = picture.width * picture.height;
  const data = new Float32Array(picture.data.length);
  for (let at = 0; at < area; at += 1) {
    const r = picture.data[at]! - from.mean[0];
    const g = picture.data[area + at]! - from.mean[1];
    const b = picture.data[2 * area + at]! - from.mean[2];
    for (let row = 0; row < 3; row += 1) {
      data[row * area + at] =
        map[row * 3]! * r + map[row * 3 + 1]! * g + map[row * 3 + 2]! * b + to.mean[row]!;
    }
  }
  return { ...picture, data };
}

function statisticsOf({ width, height, data }: Planes): Statistics {
  const area = width * height;
  const plane = (channel: number): Float32Array =>
    data.subarray(channel * area, (channel + 1) * area);
  const mean = [0, 1, 2].map(
    (channel) => plane(channel).reduce((sum, value) => sum + value, 0) / area,
  ) as [number, number, number];
  const covariance = Array.from({ length: 9 }, (_, at) => {
    const [row, column] = [Math.floor(at / 3), at % 3];
    const [one, other] = [plane(row), plane(column)];
    let sum = 0;
    for (let place = 0; place < area; place += 1) {
      sum += (one[place]! - mean[row]!) * (other[place]! - mean[column]!);
    }
    return sum / area + (row === column ? FLOOR : 0);
  }) as unknown as Matrix;
  return { mean, covariance };
}

function times(a: Matrix, b: Matrix): Matrix {
  return Array.from({ length: 9 }, (_, at) => {
    const [row, column] = [Math.floor(at / 3) * 3, at % 3];
    return a[row]! * b[column]! + a[row + 1]! * b[column + 3]! + a[row + 2]! * b[column + 6]!;
  }) as unknown as Matrix;
}

/** Of a symmetric matrix with positive eigenvalues, by Jacobi rotations. */
function power(matrix: Matrix, exponent: number): Matrix {
  const a = [...matrix];
  const v = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  for (let sweep = 0; sweep < 16; sweep += 1) {
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const)
      rotate(a, v, p, q);
  }
  const values = [a[0]!, a[4]!, a[8]!].map((value) => Math.max(1e-12, value) ** exponent);
  return Array.from({ length: 9 }, (_, at) => {
    const [row, column] = [Math.floor(at / 3) * 3, (at % 3) * 3];
    return values.reduce((sum, value, k) => sum + v[row + k]! * value * v[column + k]!, 0);
  }) as unknown as Matrix;
}

function rotate(a: number[], v: number[], p: number, q: number): void {
  const off = a[p * 3 + q]!;
  if (Math.abs(off) < 1e-15) return;
  const theta = (a[q * 4]! - a[p * 4]!) / (2 * off);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < 3; k += 1) {
    const [one, other] = [a[k * 3 + p]!, a[k * 3 + q]!];
    a[k * 3 + p] = c * one - s * other;
    a[k * 3 + q] = s * one + c * other;
  }
  for (let k = 0; k < 3; k += 1) {
    const [one, other] = [a[p * 3 + k]!, a[q * 3 + k]!];
    a[p * 3 + k] = c * one - s * other;
    a[q * 3 + k] = s * one + c * other;
    const [left, right] = [v[k * 3 + p]!, v[k * 3 + q]!];
    v[k * 3 + p] = c * left - s * right;
    v[k * 3 + q] = s * left + c * right;
  }
}
