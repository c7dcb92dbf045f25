/** Saves a finished candidate: the file, its sidecar, then the row, each durable before the next. */
import { createHash } from 'node:crypto';
import type { FinishedCandidate } from '#main/core/generate/candidate-sink.port.ts';
import { styleNameOf } from '#shared/domain/edit.ts';
import type { JobId, PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { isOpaque } from '#shared/numeric/is-opaque.ts';
import { textsFor } from './generation-metadata.ts';
import type { PictureCodec } from './picture-codec.port.ts';
import type { PictureFiles } from './picture-files.port.ts';
import type { PictureIndex, StoredPicture } from './picture-index.port.ts';
import { candidatePath } from './picture-path.ts';

/** The same for the same job and index, however often it is made. */
export function candidateId(jobId: JobId, index: number): PictureId {
  return `${jobId}-${index}` as PictureId;
}

/**
 * The id and the path follow from job and index, so the same candidate made again after a crash
 * takes the place of the first; what the user has done to it since is kept.
 */
export async function storeCandidate(
  parts: {
    readonly index: PictureIndex;
    readonly files: PictureFiles;
    readonly codec: PictureCodec;
  },
  { jobId, index, pixels, record, embedding, edit, before }: FinishedCandidate,
): Promise<{ stored: StoredPicture; isNew: boolean }> {
  const id = candidateId(jobId, index);
  const known = parts.index.get(id);
  const texts = textsFor({ record, edit });
  const bytes =
    before === undefined
      ? await parts.codec.encodePng(pixels, texts)
      : await parts.codec.encodeChanged(pixels, before, texts);
  const fresh: Picture = {
    id,
    origin: 'generated',
    createdAt: Date.now(),
    width: pixels.width,
    height: pixels.height,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    hasAlpha: !isOpaque(pixels.rgba),
    jobId,
    ...(record === undefined ? {} : { generation: record }),
    ...(edit === undefined ? {} : { edit }),
    rating: 0,
    isKept: false,
    tags: [],
    boards: [],
  };
  const { bytes: size, sha256 } = fresh;
  const picture = known === undefined ? fresh : { ...known.picture, bytes: size, sha256 };
  // A change of style may have been asked for without words.
  const words = record?.expandedPrompt ?? '';
  const title = words === '' ? (styleNameOf(edit) ?? '') : words;
  const path = known?.path ?? candidatePath(jobId, index, title, record?.generationSeed ?? 0);
  const stored = { picture, path, ...(embedding === undefined ? {} : { embedding }) };
  await parts.files.write(path, bytes);
  await parts.files.writeSidecar(stored);
  parts.index.put([stored]);
  return { stored, isNew: known === undefined };
}
