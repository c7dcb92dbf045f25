/**
 * Many generalised linear models at once: one matrix product serves every fold and every strength of
 * regularisation.
 *
 * Minimises, for each column c, Σ_r mask[r,c] · loss(x_r · w_c, y_r) + ½ · ridge[c] · ‖w_c‖², by
 * gradient descent with Nesterov's momentum for strongly convex functions (Introductory Lectures on
 * Convex Optimization, 2004, section 2.2). The optimum is unique and nothing is random, so every
 * backend comes to the same numbers.
 */
import * as tf from '@tensorflow/tfjs-core';
import { rowSpan, unspan } from './row-span.ts';

export interface LinearProblem {
  /** float32 [rows, dimensions] */
  readonly inputs: Float32Array;
  readonly dimensions: number;
  /** float32 [rows, columns]: how much a row counts for a column; 0 leaves it out. */
  readonly mask: Float32Array;
  /** float32 [columns], above 0 */
  readonly ridge: Float32Array;
  /**
   * The gradient of the loss by the outcome, [rows, columns], from the outcomes x · w of the same
   * shape; not yet multiplied with the mask.
   */
  readonly residual: (outcomes: tf.Tensor2D) => tf.Tensor2D;
  /** The largest second derivative of the loss of a row by its outcome. */
  readonly curvature: number;
}

/** Steps are counted, not timed: the same problem takes the same ones everywhere. */
const MAX_STEPS = 400;
const LOOK_EVERY = 50;
/** Largest change of a weight in a step, relative to the largest weight, that counts as none. */
const STILL = 1e-5;

/** float32 [dimensions, columns]: the weights. Runs on TensorFlow.js's current backend. */
export async function fitLinear(problem: LinearProblem): Promise<Float32Array> {
  const span = rowSpan(problem.inputs, problem.dimensions);
  const weights = await descend({
    ...problem,
    ...{ inputs: span.inputs, dimensions: span.dimensions },
  });
  return unspan(weights, span, problem.dimensions, problem.ridge.length);
}

async function descend(problem: LinearProblem): Promise<Float32Array> {
  const { dimensions, curvature } = problem;
  const columns = problem.ridge.length;
  const rows = problem.inputs.length / dimensions;
  if (rows === 0) return new Float32Array(dimensions * columns);
  const inputs = tf.tensor2d(problem.inputs, [rows, dimensions]);
  // Kept as a tensor of its own: a product with a transposed argument takes the wasm backend ten
  // times as long as one with a matrix that was transposed before.
  const transposed = tf.transpose(inputs);
  const mask = tf.tensor2d(problem.mask, [rows, columns]);
  const ridge = tf.tensor2d(problem.ridge, [1, columns]);
  const bound = curvature * largestEigenvalue(problem.inputs, dimensions) * largest(problem.mask);
  const step = tf.tensor2d(
    problem.ridge.map((value) => 1 / (bound + value)),
    [1, columns],
  );
  const momentum = tf.tensor2d(
    problem.ridge.map((value) => {
      const root = Math.sqrt(value / (bound + value));
      return (1 - root) / (1 + root);
    }),
    [1, columns],
  );

  let weights: tf.Tensor2D = tf.zeros([dimensions, columns]);
  let ahead: tf.Tensor2D = tf.zeros([dimensions, columns]);
  for (let done = 1; done <= MAX_STEPS; done += 1) {
    const [next, further] = tf.tidy(() => {
      const residual: tf.Tensor2D = tf.mul(problem.residual(tf.matMul(inputs, ahead)), mask);
      const gradient = tf.add(tf.matMul(transposed, residual), tf.mul(ahead, ridge));
      const next: tf.Tensor2D = tf.sub(ahead, tf.mul(gradient, step));
      const further: tf.Tensor2D = tf.add(next, tf.mul(tf.sub(next, weights), momentum));
      return [next, further];
    });
    const isStill = done % LOOK_EVERY === 0 && (await relativeChange(weights, next)) < STILL;
    tf.dispose([weights, ahead]);
    weights = next;
    ahead = further;
    if (isStill) break;
  }
  const found = Float32Array.from(await weights.data());
  tf.dispose([inputs, transposed, mask, ridge, step, momentum, weights, ahead]);
  return found;
}

async function relativeChange(before: tf.Tensor2D, after: tf.Tensor2D): Promise<number> {
  const both = tf.tidy(() =>
    tf.stack([tf.max(tf.abs(tf.sub(after, before))), tf.max(tf.abs(after))]),
  );
  const [change = 0, size = 0] = await both.data();
  both.dispose();
  return change / Math.max(size, 1e-12);
}

/** Of XᵀX, by power iteration; a little more than it, as it is approached from below. */
function largestEigenvalue(inputs: Float32Array, dimensions: number): number {
  const rows = inputs.length / dimensions;
  let vector = new Float64Array(dimensions).fill(1 / Math.sqrt(dimensions));
  let value = 0;
  for (let round = 0; round < 30; round += 1) {
    const next = new Float64Array(dimensions);
    for (let row = 0; row < rows; row += 1) {
      let product = 0;
      const start = row * dimensions;
      for (let at = 0; at < dimensions; at += 1) product += inputs[start + at]! * vector[at]!;
      for (let at = 0; at < dimensions; at += 1) next[at]! += product * inputs[start + at]!;
    }
    value = Math.sqrt(next.reduce((sum, one) => sum + one * one, 0));
    if (value === 0) return 1e-12;
    vector = next.map((one) => one / value);
  }
  return value * 1.1;
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
