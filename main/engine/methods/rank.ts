import { openClip } from '#main/engine/clip/open-clip.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { rankCandidates } from '#main/engine/rank/rank-candidates.ts';
import type { Pixels, RankParams, RankResult } from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { dot } from '#shared/numeric/vector.ts';

/** Ranks pictures that already exist against a prompt. */
export async function rankPictures(
  context: EngineContext,
  params: RankParams,
  _emit: unknown,
  signal: AbortSignal,
): Promise<RankResult> {
  const clip = await openClip(context, params.checkpoint);
  const [wanted] = await clip.embedText([params.prompt]);
  throwIfCancelled(signal);
  const unseen = params.pictures.filter((picture): picture is Pixels => 'rgba' in picture);
  const seen = await clip.embedPictures(unseen);
  throwIfCancelled(signal);
  const embeddings = params.pictures.map((picture) =>
    'rgba' in picture ? (seen.shift() ?? new Float32Array()) : picture.embedding,
  );
  const candidates = embeddings.map((embedding, index) => ({
    index,
    embedding,
    cosine: wanted === undefined ? 0 : dot(embedding, wanted),
  }));
  const { diversity, taste } = params;
  const calibrationFor = await clip.calibrate();
  return { ranking: rankCandidates(candidates, { diversity, calibrationFor, taste }), embeddings };
}
