/** Opens whichever CLIP somebody chose. */
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import type { Clip } from './clip.ts';
import { openCommunityClip } from './community/open-community-clip.ts';
import { openOwnClip } from './open-own-clip.ts';

/** Throws `checkpoint.damaged`, `checkpoint.unsupported` or `engine.out-of-memory`. */
export function openClip(context: EngineContext, ref: CheckpointRef): Promise<Clip> {
  return ref.layout === 'clip' ? openCommunityClip(context, ref) : openOwnClip(context, ref);
}
