/** The index anew, from the files alone. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { RebuildEvent } from '#shared/contract/gallery.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import { describePicture } from './import-file.ts';
import type { PictureCodec } from './picture-codec.port.ts';
import type { PictureFiles } from './picture-files.port.ts';
import type { BoardRecord, PictureIndex, StoredPicture } from './picture-index.port.ts';

const REPORT_EVERY = 100;

interface Parts {
  readonly index: PictureIndex;
  readonly files: PictureFiles;
  readonly codec: PictureCodec;
}

/**
 * Reads every picture and its sidecar, then replaces the index in one step: when it is cancelled or
 * fails, the old index stays. Files that cannot be read are named, and left where they are.
 */
export async function* rebuildIndex(
  parts: Parts,
  signal?: AbortSignal,
): AsyncGenerator<RebuildEvent, void> {
  const paths = await parts.files.scan();
  const found = new Map<string, StoredPicture>();
  const problems: RebuildEvent['problems'] = [];
  const report = (done: number, isFinished: boolean): RebuildEvent => ({
    done,
    total: paths.length,
    restored: found.size,
    problems,
    isFinished,
  });
  for (const [done, path] of paths.entries()) {
    throwIfCancelled(signal);
    if (done % REPORT_EVERY === 0) yield report(done, false);
    try {
      const stored = await readStored(parts, path);
      found.set(stored.picture.id, stored);
    } catch (error) {
      problems.push({ file: path, error: toErrorShape(error) });
    }
  }
  const boards = await parts.files.readBoards();
  const pictures = [...found.values()];
  parts.index.replaceAll(pictures, withLostBoards(boards, pictures));
  yield report(paths.length, true);
}

async function readStored({ files, codec }: Parts, path: string): Promise<StoredPicture> {
  const facts = await codec.inspect(files.absolute(path), path);
  const isInTrash = path.startsWith('trash/');
  const sidecar = await files.readSidecar(path);
  if (sidecar !== undefined) {
    // The place is what counts: somebody may have moved the file by hand.
    const { trashedAt, ...rest } = sidecar.picture;
    const picture = isInTrash ? { ...rest, trashedAt: trashedAt ?? Date.now() } : rest;
    return { ...sidecar, picture, path };
  }
  const bytes = await files.read(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const createdAt = Date.now();
  const name = basename(path);
  const picture = await describePicture(codec, bytes, { ...facts, sha256, createdAt, name });
  return { path, picture: isInTrash ? { ...picture, trashedAt: createdAt } : picture };
}

/** Boards that pictures are on, though the boards file no longer names them. */
function withLostBoards(
  boards: readonly BoardRecord[],
  pictures: readonly StoredPicture[],
): BoardRecord[] {
  const known = new Set(boards.map((board) => board.id));
  const lost = new Set(pictures.flatMap(({ picture }) => picture.boards));
  const found = [...lost].filter((id) => !known.has(id));
  return [...boards, ...found.map((id) => ({ id, name: id, createdAt: Date.now() }))];
}
