/** Embeddings around their middle, at a common scale, so that one set of strengths fits every CLIP. */

export interface Standardised {
  /** float32 [pictures, dimensions]: mean length about 1 */
  readonly inputs: Float32Array;
  readonly dimensions: number;
  /** float32 [dimensions] */
  readonly mean: Float32Array;
  readonly scale: number;
}

/** Middle and scale are those of the pictures and of the backdrop together. */
export function standardise(
  pictures: readonly Float32Array[],
  backdrop: readonly Float32Array[],
): Standardised {
  const all = [...pictures, ...backdrop];
  const dimensions = all[0]?.length ?? 0;
  const mean = new Float32Array(dimensions);
  for (const one of all) {
    for (let index = 0; index < dimensions; index += 1) mean[index]! += one[index]! / all.length;
  }
  let square = 0;
  for (const one of all) {
    for (let index = 0; index < dimensions; index += 1) {
      square += (one[index]! - mean[index]!) ** 2 / all.length;
    }
  }
  // Pictures that are all the same teach nothing, and must not divide by nothing.
  const scale = Math.max(Math.sqrt(square), 1e-6);
  const inputs = new Float32Array(pictures.length * dimensions);
  for (const [row, one] of pictures.entries()) {
    for (let index = 0; index < dimensions; index += 1) {
      inputs[row * dimensions + index] = (one[index]! - mean[index]!) / scale;
    }
  }
  return { inputs, dimensions, mean, scale };
}
