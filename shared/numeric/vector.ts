/** Small vector maths over Float32Array. */

/** Inner product; both of the same length. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += a[index]! * b[index]!;
  return sum;
}

/** Cosine of the angle between two vectors, -1..1; 0 when one of them is zero. */
export function cosine(a: Float32Array, b: Float32Array): number {
  const lengths = Math.sqrt(dot(a, a) * dot(b, b));
  return lengths === 0 ? 0 : dot(a, b) / lengths;
}

/** The vector scaled to length 1 (a zero vector stays zero). */
export function normalise(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector.slice() : vector.map((value) => value / length);
}

/**
 * Shares of 1 that grow with the exponent of each value (softmax); `temperature` above 0, the lower
 * the sharper. The largest value is taken off first, so none is too large for it.
 */
export function softmax(values: Float32Array, temperature = 1): Float32Array {
  const largest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const shares = values.map((value) => Math.exp((value - largest) / temperature));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}
