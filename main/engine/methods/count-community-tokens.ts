/** Tokens of a prompt by the vocabulary of a checkpoint that is not ours. */
import { openDiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/open-diffusion-checkpoint.ts';
import { openFlux2 } from '#main/engine/checkpoint/flux2/open-flux2.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';

/** Those that the words are, without what is put around them. */
export async function countCommunityTokens(
  checkpoint: CheckpointRef,
  text: string,
): Promise<number> {
  if (checkpoint.family === 'flux2') {
    return (await openFlux2(checkpoint)).text.tokenizer.encode(text).length;
  }
  const { towers } = await openDiffusionCheckpoint(checkpoint);
  return towers[0]?.tokenizer.encode(text).length ?? 0;
}
