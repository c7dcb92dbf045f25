/** The network that a recipe teaches: a generator, or the CLIP that ranks. */
import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import type { Clips } from '#main/core/clips/clips.ts';
import type { CheckpointId } from '#shared/domain/ids.ts';
import type { Teaches } from '#shared/domain/training.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';

export interface TaughtNetwork {
  readonly id: CheckpointId;
  readonly name: string;
  /** Of a generator; `clip` for a CLIP. */
  readonly family: string;
  /** Names the exact weights. */
  readonly hash: string;
  /** As it says; empty where it does not. */
  readonly license: string;
  readonly ref: CheckpointRef;
  /** Pixels a side that it was trained on, where it can be taught in others. */
  readonly side?: number;
  /** Made to do with few steps and without guidance. */
  readonly isDistilled?: boolean;
  /** Its graphs came as they are, so that nothing can be put into them. */
  readonly isReadyGraph?: boolean;
  /** Whose CLIP compares its pictures, where it has none of its own. */
  readonly ranker?: CheckpointRef;
}

export interface Networks {
  readonly checkpoints: Pick<Checkpoints, 'resolve' | 'resolveRanking'>;
  readonly clips: Pick<Clips, 'find' | 'untaught'>;
}

/**
 * Without a name the generator that draws by itself, or the CLIP that ranks now, without what it was
 * taught before. Throws `checkpoint.not-found`, `clip.not-found`, and what keeps it from being used.
 */
export async function findTaughtNetwork(
  { checkpoints, clips }: Networks,
  teaches: Teaches,
  asked?: CheckpointId,
): Promise<TaughtNetwork> {
  if (teaches !== 'words') {
    const { summary, ref } = await checkpoints.resolve(asked);
    const { id, name, family, hash, license, native, isReadyGraph = false } = summary;
    const network = { id, name, family, hash, license, ref };
    if (family === 'spark') return network;
    const { ref: ranker } = await checkpoints.resolveRanking();
    const isDistilled = !summary.usesNegativePrompt;
    return { ...network, side: native.width, isDistilled, isReadyGraph, ranker };
  }
  const { summary, space, ref } =
    asked === undefined ? await clips.untaught() : await clips.find(asked);
  const { id, name, license } = summary;
  return { id, name, license, family: 'clip', hash: space, ref };
}
