/** What belongs to a source: files of a folder, or pictures of a board. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { PictureIndex } from '#main/core/gallery/picture-index.port.ts';
import {
  MAX_CAPTION,
  MAX_DATASET_FILES,
  type DatasetId,
  type DatasetPictureKey,
  type DatasetSource,
} from '#shared/domain/dataset.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { DatasetFiles } from './dataset-files.port.ts';
import type { SourceListing, SourcePicture } from './dataset.records.ts';
import { plainWords } from './plain-words.ts';

export interface SourceParts {
  readonly files: DatasetFiles;
  readonly index: Pick<PictureIndex, 'boards' | 'onBoard'>;
  readonly gallery: Pick<Gallery, 'mediaFile'>;
}

/** A folder's id follows from its path, so that choices are found again. */
export function datasetIdOf(source: DatasetSource): DatasetId {
  const what = source.kind === 'folder' ? `folder ${source.path}` : `board ${source.id}`;
  return shortHash(what) as DatasetId;
}

/** Throws `dataset.source-missing`, `dataset.not-readable` or `dataset.empty`. */
export async function listSource(
  parts: SourceParts,
  source: DatasetSource,
): Promise<SourceListing> {
  const listing =
    source.kind === 'folder'
      ? await listFolder(parts, source.path)
      : await listBoard(parts, source);
  if (listing.pictures.length === 0) throw new EaselError('dataset.empty', { name: listing.name });
  return listing;
}

async function listFolder({ files }: SourceParts, path: string): Promise<SourceListing> {
  const { folder, pictures, total } = await files.list(path, MAX_DATASET_FILES);
  return {
    name: basename(folder) || folder,
    source: { kind: 'folder', path: folder },
    total,
    pictures: pictures.map(({ modifiedAt, ...picture }) => ({
      ...picture,
      key: keyOf(picture.name),
      revision: `${picture.bytes} ${modifiedAt}`,
    })),
  };
}

async function listBoard(
  { index, gallery }: SourceParts,
  source: Extract<DatasetSource, { kind: 'board' }>,
): Promise<SourceListing> {
  const board = index.boards().find(({ id }) => id === source.id);
  if (board === undefined) throw new EaselError('dataset.source-missing', { name: source.id });
  const stored = index
    .onBoard(source.id)
    .filter(({ picture }) => picture.trashedAt === undefined)
    .toSorted((a, b) => a.picture.createdAt - b.picture.createdAt);
  const pictures: SourcePicture[] = [];
  for (const { picture } of stored.slice(0, MAX_DATASET_FILES)) {
    const file = await gallery.mediaFile(picture.id).catch((error: unknown) => error);
    const isThere = typeof file === 'object' && file !== null && 'path' in file;
    pictures.push({
      key: keyOf(picture.id),
      name: picture.sourceName ?? `${picture.id}.png`,
      path: isThere ? String(file.path) : '',
      bytes: picture.bytes,
      revision: picture.sha256,
      sha256: picture.sha256,
      isUnsupported: false,
      ...(isThere ? {} : { problem: toErrorShape(file) }),
      ...captionOf(picture),
    });
  }
  return { name: board.name, source, total: stored.length, pictures };
}

/** The words it was made by. */
function captionOf(picture: Picture): Pick<SourcePicture, 'caption'> {
  const prompt = picture.generation?.expandedPrompt ?? picture.recalled?.prompt;
  const text = prompt === undefined ? '' : plainWords(prompt).slice(0, MAX_CAPTION);
  return text === '' ? {} : { caption: { text, origin: 'record' } };
}

function keyOf(name: string): DatasetPictureKey {
  return shortHash(name) as DatasetPictureKey;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
