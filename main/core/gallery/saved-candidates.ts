/** Candidates that a job need not make again. */
import { createHash } from 'node:crypto';
import type { SavedCandidate } from '#main/core/generate/candidate-sink.port.ts';
import type { JobId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import type { PictureFiles } from './picture-files.port.ts';
import type { PictureIndex } from './picture-index.port.ts';

/** Those whose files are there, byte for byte as they were written. */
export async function savedCandidates(
  { index, files }: { readonly index: PictureIndex; readonly files: PictureFiles },
  jobId: JobId,
): Promise<SavedCandidate[]> {
  const saved: SavedCandidate[] = [];
  for (const { picture, path, embedding } of index.ofJob(jobId)) {
    const record = picture.generation;
    const judged = judgedOf(picture);
    const looked = judged?.embedding ?? embedding;
    if (record === undefined || looked === undefined) continue;
    const bytes = await files.read(path).catch(() => undefined);
    if (bytes === undefined) continue;
    const isWhole = createHash('sha256').update(bytes).digest('hex') === picture.sha256;
    if (isWhole) saved.push({ picture, record, embedding: looked, aspects: judged?.aspects });
  }
  return saved;
}

/** Of an edit: what was seen of the part that was changed. */
function judgedOf({ edit }: Picture): Pick<SavedCandidate, 'embedding' | 'aspects'> | undefined {
  const judged = edit?.judged;
  if (judged === undefined) return undefined;
  const { space, embedding, aspects } = judged;
  return { embedding: { space, vector: Float32Array.from(embedding) }, aspects };
}
