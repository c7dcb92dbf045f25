/** Saves a step that no job made: the file, its sidecar, then the row, each durable before the next. */
import { createHash, randomUUID } from 'node:crypto';
import type { EditRecord } from '#shared/domain/edit.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import type { PictureFiles } from './picture-files.port.ts';
import type { PictureIndex, StoredPicture } from './picture-index.port.ts';
import { stepPath } from './picture-path.ts';

/** A PNG file, and what it is of. */
export interface FinishedStep {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
  readonly edit: EditRecord;
  /** For the name of its file. */
  readonly title: string;
}

export async function storeStep(
  { index, files }: { readonly index: PictureIndex; readonly files: PictureFiles },
  { bytes, width, height, hasAlpha, edit, title }: FinishedStep,
): Promise<StoredPicture> {
  const createdAt = Date.now();
  const time = createdAt.toString(36).padStart(9, '0');
  const id = `${time}${randomUUID().replaceAll('-', '').slice(0, 12)}` as PictureId;
  const picture: Picture = {
    ...{ id, origin: 'generated', createdAt, width, height, hasAlpha, edit },
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...{ rating: 0, isKept: false, tags: [], boards: [] },
  };
  const stored = { picture, path: stepPath(createdAt, title, id) };
  await files.write(stored.path, bytes);
  await files.writeSidecar(stored);
  index.put([stored]);
  return stored;
}
