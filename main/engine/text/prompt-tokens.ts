/** Prompts as token ids. */
import type { WeightedText } from '#shared/engine-protocol/messages.ts';

export interface PromptTokens {
  /** int64 [maxTokens]: begin, words, end, padding. */
  readonly ids: BigInt64Array;
  /** float32 [maxTokens]: 1 for tokens that count, 0 for padding. */
  readonly mask: Float32Array;
  /** float32 [maxTokens]: how strongly each token counts; 1 is neutral. */
  readonly weights: Float32Array;
  /** Tokens the whole prompt needs, which may be more than there is room for. */
  readonly needed: number;
}

export type EncodePrompt = (prompt: readonly WeightedText[]) => PromptTokens;
