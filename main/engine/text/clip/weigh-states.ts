/** Prompt weights on what a text tower says of a prompt. */

/**
 * Moves the state of each token away from what the empty prompt has at the same place, by the
 * token's weight; nothing is normalised afterwards. This is ComfyUI's rule. AUTOMATIC1111's web UI
 * multiplies the states themselves and brings their mean back, which goes wrong where that mean is
 * near zero, as in SDXL; for weights near 1 both look alike.
 *
 * @param states float32 [tokens, width], changed in place
 * @param empty float32 [tokens, width] of the empty prompt
 * @param weights [tokens]
 */
export function weighStates(
  states: Float32Array,
  empty: Float32Array,
  weights: readonly number[],
): void {
  const width = states.length / weights.length;
  for (const [token, weight] of weights.entries()) {
    if (weight === 1) continue;
    for (let index = token * width; index < (token + 1) * width; index += 1) {
      const origin = empty[index] ?? 0;
      states[index] = origin + weight * ((states[index] ?? 0) - origin);
    }
  }
}
