/** Takes a file of this machine into the library, byte for byte. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { recallSettings } from '#shared/recall/recall.ts';
import { recordIn } from './generation-metadata.ts';
import type { PictureCodec } from './picture-codec.port.ts';
import type { ImportSource } from './import-source.port.ts';
import type { PictureFiles } from './picture-files.port.ts';
import type { PictureIndex, StoredPicture } from './picture-index.port.ts';
import { importPath } from './picture-path.ts';

export interface ImportProblem {
  readonly file: string;
  readonly error: ErrorShape;
}

export type ImportOutcome =
  { readonly stored: StoredPicture; readonly isNew: boolean } | { readonly problem: ImportProblem };

/** Codes after which the next file would fail as well. */
const STOPPING = new Set(['library.disk-full', 'library.not-writable']);

/** A file that is there already is answered with the picture it is. Throws only for a full disk. */
export async function importFile(
  parts: {
    readonly index: PictureIndex;
    readonly files: PictureFiles;
    readonly codec: PictureCodec;
    readonly source: ImportSource;
  },
  file: string,
  name = basename(file),
): Promise<ImportOutcome> {
  try {
    const facts = await parts.codec.inspect(file, name);
    const bytes = await parts.source.readFile(file);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const known = parts.index.findByHash(sha256);
    if (known !== undefined) return { stored: known, isNew: false };
    const createdAt = Date.now();
    const picture = await describePicture(parts.codec, bytes, {
      ...facts,
      sha256,
      createdAt,
      name,
    });
    const path = importPath(createdAt, name, sha256, facts.extension);
    await parts.files.write(path, bytes);
    const stored = { picture, path };
    await parts.files.writeSidecar(stored);
    parts.index.put([stored]);
    return { stored, isNew: true };
  } catch (error) {
    if (error instanceof EaselError && STOPPING.has(error.code)) throw error;
    return { problem: { file, error: toErrorShape(error) } };
  }
}

/** What a file says of itself, where nothing else is known of it. */
export async function describePicture(
  codec: PictureCodec,
  bytes: Uint8Array,
  facts: {
    readonly width: number;
    readonly height: number;
    readonly hasAlpha: boolean;
    readonly sha256: string;
    readonly createdAt: number;
    readonly name: string;
  },
): Promise<Picture> {
  const texts = await codec.readTexts(bytes);
  const generation = recordIn(texts);
  const recalled = generation === undefined ? recallSettings(texts) : undefined;
  const { width, height, hasAlpha, sha256, createdAt, name } = facts;
  return {
    id: `p${sha256.slice(0, 24)}` as PictureId,
    origin: generation === undefined ? 'imported' : 'generated',
    createdAt,
    ...{ width, height, hasAlpha, sha256 },
    bytes: bytes.length,
    ...(generation === undefined ? {} : { generation }),
    ...(recalled === undefined ? {} : { recalled }),
    sourceName: name,
    rating: 0,
    isKept: false,
    tags: [],
    boards: [],
  };
}
