/** The CLIP that judges and finds here, and the space that its embeddings belong to. */
import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';

export interface RankingSpace {
  /** Embeddings of different spaces cannot be compared. */
  readonly id: string;
  readonly dimensions: number;
  readonly checkpoint: CheckpointRef;
}

/** Throws what keeps the checkpoint from being used. */
export async function rankingSpace(checkpoints: Checkpoints, id?: string): Promise<RankingSpace> {
  const { ref, manifest, clipSpace } = await checkpoints.resolveRanking(id);
  return { id: clipSpace, dimensions: manifest.clip.dimensions, checkpoint: ref };
}
