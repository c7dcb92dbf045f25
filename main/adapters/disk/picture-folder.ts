/** The library's picture files, their sidecars and the boards file. */
import { access, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { PictureFiles } from '#main/core/gallery/picture-files.port.ts';
import type { BoardRecord, StoredPicture } from '#main/core/gallery/picture-index.port.ts';
import {
  boardsFileSchema,
  sidecarSchema,
  type Sidecar,
} from '#main/core/gallery/sidecar.records.ts';
import { syncFolder, TEMPORARY_SUFFIX, writeFileAtomically } from './atomic-write.ts';
import { toLibraryError } from './disk-errors.ts';

const MAX_SIDECAR_BYTES = 1 << 20;
const MAX_BOARDS_BYTES = 16 << 20;
const PICTURE_NAME = /\.(png|jpe?g|webp|avif|gif|tiff?)$/i;

export class PictureFolder implements PictureFiles {
  #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get folder(): string {
    return this.#folder;
  }

  /** The library is at another place from now on. */
  moveTo(folder: string): void {
    this.#folder = folder;
  }

  absolute(path: string): string {
    return join(this.folder, path);
  }

  exists(path: string): Promise<boolean> {
    return access(this.absolute(path)).then(
      () => true,
      () => false,
    );
  }

  read(path: string): Promise<Uint8Array> {
    return readFile(this.absolute(path));
  }

  write(path: string, bytes: Uint8Array): Promise<void> {
    return writeFileAtomically(this.absolute(path), bytes);
  }

  writeSidecar({ picture, path, embedding }: StoredPicture): Promise<void> {
    const sidecar: Sidecar = {
      format: 1,
      picture,
      ...(embedding === undefined
        ? {}
        : { embedding: toBase64(embedding.vector), embeddingSpace: embedding.space }),
    };
    return writeFileAtomically(this.#sidecar(path), `${JSON.stringify(sidecar, undefined, 1)}\n`);
  }

  async readSidecar(path: string): Promise<StoredPicture | undefined> {
    const parsed = sidecarSchema.safeParse(await readJson(this.#sidecar(path), MAX_SIDECAR_BYTES));
    if (!parsed.success) return undefined;
    const { picture, embedding, embeddingSpace: space } = parsed.data;
    return {
      picture,
      path,
      ...(embedding === undefined || space === undefined
        ? {}
        : { embedding: { space, vector: fromBase64(embedding) } }),
    };
  }

  async move(from: string, to: string): Promise<void> {
    const target = this.absolute(to);
    try {
      await mkdir(dirname(target), { recursive: true });
      // The sidecar first: a picture without one is still understood, the reverse is not.
      await rename(this.#sidecar(from), this.#sidecar(to)).catch(ignoreMissing);
      await rename(this.absolute(from), target);
      await Promise.all([syncFolder(dirname(target)), syncFolder(dirname(this.absolute(from)))]);
    } catch (error) {
      throw toLibraryError(error, this.folder);
    }
  }

  async remove(path: string): Promise<void> {
    try {
      await rm(this.absolute(path), { force: true });
      await rm(this.#sidecar(path), { force: true });
    } catch (error) {
      throw toLibraryError(error, this.folder);
    }
  }

  async readBoards(): Promise<BoardRecord[]> {
    const content = await readJson(join(this.folder, 'boards.json'), MAX_BOARDS_BYTES);
    return boardsFileSchema.safeParse(content).data?.boards ?? [];
  }

  writeBoards(boards: readonly BoardRecord[]): Promise<void> {
    const content = `${JSON.stringify({ format: 1, boards }, undefined, 1)}\n`;
    return writeFileAtomically(join(this.folder, 'boards.json'), content);
  }

  async scan(): Promise<string[]> {
    const found: string[] = [];
    for (const root of ['pictures', 'trash']) {
      for (const path of await filesUnder(join(this.folder, root))) {
        if (PICTURE_NAME.test(path)) found.push(relative(this.folder, path).replaceAll(sep, '/'));
      }
    }
    return found.toSorted();
  }

  thumbnailPath(sha256: string, size: number): string {
    return `.easel/thumbnails/${sha256.slice(0, 2)}/${sha256}-${size}.webp`;
  }

  /** Removes what a crash left half-written; returns how many files that were. */
  async sweep(): Promise<number> {
    const files = await filesUnder(this.folder);
    const stale = files.filter((path) => path.endsWith(TEMPORARY_SUFFIX));
    await Promise.all(stale.map((path) => rm(path, { force: true })));
    return stale.length;
  }

  #sidecar(path: string): string {
    return `${this.absolute(path)}.json`;
  }
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function readJson(path: string, maxBytes: number): Promise<unknown> {
  try {
    if ((await stat(path)).size > maxBytes) return undefined;
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}

function toBase64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

function fromBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(Uint8Array.from(bytes).buffer, 0, Math.floor(bytes.length / 4));
}
