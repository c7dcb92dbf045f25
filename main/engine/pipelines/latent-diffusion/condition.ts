/** Prompts as the U-Net is told them. */
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import type { PromptChunk } from '#main/engine/text/clip/prompt-chunks.ts';
import { weighStates } from '#main/engine/text/clip/weigh-states.ts';

/** One prompt's conditioning. */
export interface Condition {
  /** float32 [tokens, width] */
  readonly hidden: Float32Array;
  readonly tokens: number;
  /** float32 [width of the pooled text]; of the last tower's first stretch. */
  readonly pooled: Float32Array;
}

/**
 * What one tower says of a prompt.
 *
 * @param chunks at least one
 * @param empty the empty prompt, which weights are measured from
 */
export async function encodeChunks(
  tower: Model,
  chunks: readonly PromptChunk[],
  empty: PromptChunk,
): Promise<Condition> {
  const isWeighted = chunks.some(({ weights }) => weights.some((weight) => weight !== 1));
  const all = isWeighted ? [...chunks, empty] : chunks;
  const length = empty.ids.length;
  const ids = BigInt64Array.from(
    all.flatMap((chunk) => chunk.ids),
    BigInt,
  );
  const out = await tower.run({ input_ids: { data: ids, dims: [all.length, length] } });
  const states = out['hidden_state']?.data as Float32Array;
  const pooled = out['pooled']?.data as Float32Array;
  const perChunk = states.length / all.length;
  const hidden = states.slice(0, perChunk * chunks.length);
  if (isWeighted) {
    const origin = states.subarray(perChunk * chunks.length);
    for (const [index, { weights }] of chunks.entries()) {
      weighStates(hidden.subarray(index * perChunk, (index + 1) * perChunk), origin, weights);
    }
  }
  return {
    hidden,
    tokens: chunks.length * length,
    pooled: pooled.slice(0, pooled.length / all.length),
  };
}

/** Several towers side by side: each token gets the states of all; the last tower's pooled text. */
export function besideEachOther(towers: readonly Condition[]): Condition {
  const [first] = towers;
  const last = towers.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('no text tower');
  if (towers.length === 1) return first;
  const { tokens } = first;
  const widths = towers.map(({ hidden }) => hidden.length / tokens);
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const hidden = new Float32Array(tokens * whole);
  let left = 0;
  for (const [index, tower] of towers.entries()) {
    const width = widths[index] ?? 0;
    for (let token = 0; token < tokens; token += 1) {
      hidden.set(tower.hidden.subarray(token * width, (token + 1) * width), token * whole + left);
    }
    left += width;
  }
  return { hidden, tokens, pooled: last.pooled };
}

/** Says nothing at all: SDXL was trained with it in the place of an empty negative prompt. */
export function zeroLike({ hidden, tokens, pooled }: Condition): Condition {
  return {
    hidden: new Float32Array(hidden.length),
    tokens,
    pooled: new Float32Array(pooled.length),
  };
}
