/** Prompt weights on the text encoder's output. */

/**
 * Moves each token's hidden state away from that of the empty prompt by its weight, then restores
 * the mean over the prompt so that weights shift attention without changing the overall level. The
 * same idea as in AUTOMATIC1111, with the empty prompt in the place of zero.
 *
 * @param hidden float32 [tokens, width] of the prompt, changed in place
 * @param empty float32 [tokens, width] of the empty prompt
 * @param weights float32 [tokens]; all 1 leaves `hidden` untouched
 * @param mask float32 [tokens]
 */
export function applyWeights(
  hidden: Float32Array,
  empty: Float32Array,
  weights: Float32Array,
  mask: Float32Array,
): void {
  if (weights.every((weight) => weight === 1)) return;
  const width = hidden.length / weights.length;
  const meanBefore = maskedMean(hidden, mask, width);
  for (let token = 0; token < weights.length; token += 1) {
    const weight = weights[token] ?? 1;
    for (let index = token * width; index < (token + 1) * width; index += 1) {
      const origin = empty[index] ?? 0;
      hidden[index] = origin + weight * ((hidden[index] ?? 0) - origin);
    }
  }
  const shift = meanBefore - maskedMean(hidden, mask, width);
  for (let index = 0; index < hidden.length; index += 1) {
    if ((mask[Math.floor(index / width)] ?? 0) > 0) hidden[index] = (hidden[index] ?? 0) + shift;
  }
}

function maskedMean(hidden: Float32Array, mask: Float32Array, width: number): number {
  let sum = 0;
  let count = 0;
  for (let token = 0; token < mask.length; token += 1) {
    if ((mask[token] ?? 0) === 0) continue;
    for (let index = token * width; index < (token + 1) * width; index += 1) {
      sum += hidden[index] ?? 0;
    }
    count += width;
  }
  return count === 0 ? 0 : sum / count;
}
