/** Prompts through all text towers of a checkpoint. */
import type { DiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { chunkPrompt, type PromptChunk } from '#main/engine/text/clip/prompt-chunks.ts';
import type { WeightedText } from '#shared/engine-protocol/messages.ts';
import { besideEachOther, encodeChunks, zeroLike, type Condition } from './condition.ts';
import { leaveNetwork, loadNetwork } from './load-network.ts';
import { textPlan } from './networks.ts';

export interface EncodedPrompts {
  readonly positives: readonly Condition[];
  readonly negative: Condition;
}

/**
 * Equal prompts should be given once. All conditions have the same number of tokens: shorter ones
 * are filled up with empty stretches, as the U-Net is asked about both sides of the guidance at
 * once.
 *
 * @param clipSkip layers left out at the end beyond what the family leaves out
 */
export async function encodePrompts(
  context: EngineContext,
  checkpoint: DiffusionCheckpoint,
  prompts: readonly (readonly WeightedText[])[],
  negative: readonly WeightedText[],
  clipSkip: number,
): Promise<EncodedPrompts> {
  const all = [negative, ...prompts];
  const perTower: Condition[][] = [];
  // One after another: two large towers need not be in memory together.
  for (const tower of checkpoint.towers) {
    const { tokenizer, padId } = tower;
    const options = { length: tower.config.positions, padId };
    const [empty] = chunkPrompt(tokenizer, [], options);
    if (empty === undefined) throw new RangeError('an empty prompt has one stretch');
    const chunks = filledUp(
      all.map((prompt) => chunkPrompt(tokenizer, prompt, options)),
      empty,
    );
    const plan = textPlan(checkpoint, tower, clipSkip);
    const model = await loadNetwork(context, plan);
    const encoded: Condition[] = [];
    for (const list of chunks) encoded.push(await encodeChunks(model, list, empty));
    perTower.push(encoded);
    leaveNetwork(context, plan);
  }
  const [unguided, ...positives] = all.map((_, index) =>
    besideEachOther(perTower.flatMap((encoded) => encoded[index] ?? [])),
  );
  if (unguided === undefined) throw new RangeError('no prompt to encode');
  const isZero = checkpoint.isEmptyNegativeZero && negative.length === 0;
  return { positives, negative: isZero ? zeroLike(unguided) : unguided };
}

function filledUp(
  prompts: readonly (readonly PromptChunk[])[],
  empty: PromptChunk,
): (readonly PromptChunk[])[] {
  const most = Math.max(...prompts.map((chunks) => chunks.length));
  return prompts.map((chunks) => [
    ...chunks,
    ...Array.from({ length: most - chunks.length }, () => empty),
  ]);
}
