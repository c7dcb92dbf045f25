/** What the tokens of one text may see: themselves, what is before them, and nothing that fills up. */
import type { TensorData } from '#main/engine/runtime/onnxruntime.ts';

/** Far enough below nought to leave nothing, and still a number in half precision. */
const UNSEEN = -60_000;

/**
 * @param tokens of the text with what fills it up behind it
 * @param words how many of them are the text
 * @returns float32 [1, 1, tokens, tokens]
 */
export function attentionBias(tokens: number, words: number): TensorData {
  const data = new Float32Array(tokens * tokens);
  for (let token = 0; token < tokens; token += 1) {
    data.fill(UNSEEN, token * tokens + Math.min(token + 1, words), (token + 1) * tokens);
  }
  return { data, dims: [1, 1, tokens, tokens] };
}
