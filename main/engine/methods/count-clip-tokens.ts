import { openDiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/open-diffusion-checkpoint.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';

/** Tokens that the words of a prompt are, without start and end. */
export async function countClipTokens(checkpoint: CheckpointRef, text: string): Promise<number> {
  const { towers } = await openDiffusionCheckpoint(checkpoint);
  return towers[0]?.tokenizer.encode(text).length ?? 0;
}
