/** Small models on embeddings, for whoever asks the engine. */
import { fitTags } from '#main/engine/heads/fit-tags.ts';
import { fitTaste } from '#main/engine/heads/fit-taste.ts';
import { chooseHeadBackend, withHeadBackend } from '#main/engine/heads/open-heads.ts';
import type { HeadTraining } from '#shared/domain/heads.ts';
import type {
  FitTagsParams,
  FitTagsResult,
  FitTasteParams,
  FitTasteResult,
} from '#shared/engine-protocol/heads.ts';

export function describeHeads(): Promise<HeadTraining> {
  return chooseHeadBackend();
}

export async function fitTasteHead(
  _context: unknown,
  params: FitTasteParams,
): Promise<FitTasteResult> {
  const { result, training } = await withHeadBackend(() => fitTaste(params));
  return { ...result, training };
}

export async function fitTagHead(_context: unknown, params: FitTagsParams): Promise<FitTagsResult> {
  const { result, training } = await withHeadBackend(() => fitTags(params));
  return { ...result, training };
}
