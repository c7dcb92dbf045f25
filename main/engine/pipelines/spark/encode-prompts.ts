/** Prompts as the U-Net is told them. */
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import { applyWeights } from '#main/engine/text/apply-weights.ts';
import type { EncodePrompt, PromptTokens } from '#main/engine/text/prompt-tokens.ts';
import type { WeightedText } from '#shared/engine-protocol/messages.ts';
import { distinctOf } from '#main/engine/text/distinct.ts';

/** One prompt's conditioning. */
export interface Condition {
  /** float32 [tokens, width] */
  readonly hidden: Float32Array;
  /** float32 [tokens] */
  readonly mask: Float32Array;
  /** float32 [dimensions] */
  readonly embedding: Float32Array;
}

/** Encodes prompts in one run, equal ones once; one condition for each. */
export async function encodePrompts(
  textEncoder: Model,
  encode: EncodePrompt,
  prompts: readonly (readonly WeightedText[])[],
): Promise<Condition[]> {
  const distinct = distinctOf([[], ...prompts]);
  const tokens = distinct.items.map((prompt) => encode(prompt));
  const length = tokens[0]?.ids.length ?? 0;
  const ids = new BigInt64Array(tokens.length * length);
  tokens.forEach((prompt, index) => ids.set(prompt.ids, index * length));
  const outputs = await textEncoder.run({
    input_ids: { data: ids, dims: [tokens.length, length] },
  });
  const hidden = outputs['last_hidden_state']?.data as Float32Array;
  const embeds = outputs['text_embeds']?.data as Float32Array;
  const encoded = tokens.map((prompt, index) =>
    conditionAt(prompt, index, tokens.length, hidden, embeds),
  );
  const [empty] = encoded;
  if (empty === undefined) throw new RangeError('no prompt to encode');
  tokens.forEach(({ weights, mask }, index) => {
    const told = encoded[index];
    if (told !== undefined) applyWeights(told.hidden, empty.hidden, weights, mask);
  });
  // The first place is that of the empty prompt, which is only there to weigh against.
  return distinct.places.slice(1).map((place) => encoded[place] ?? empty);
}

function conditionAt(
  { mask }: PromptTokens,
  index: number,
  count: number,
  hidden: Float32Array,
  embeds: Float32Array,
): Condition {
  const hiddenSize = hidden.length / count;
  const embedSize = embeds.length / count;
  return {
    hidden: hidden.slice(index * hiddenSize, (index + 1) * hiddenSize),
    mask,
    embedding: embeds.slice(index * embedSize, (index + 1) * embedSize),
  };
}
