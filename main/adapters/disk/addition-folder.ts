/** The folder of added checkpoints, and the hidden one in it that is their trash. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdditionShelf, ShelfEntry } from '#main/core/checkpoints/addition-shelf.port.ts';
import { additionNameSchema } from '#shared/domain/addition.ts';
import { toLibraryError } from './disk-errors.ts';
import { makeFolder } from './make-folder.ts';
import { readOrigin } from './origin-file.ts';

const TRASH = '.trash';

export function openAdditionFolder(folder: string): AdditionShelf {
  const trash = join(folder, TRASH);
  return {
    folder,
    async list() {
      const entries: ShelfEntry[] = [];
      for (const name of (await namesIn(folder)).toSorted()) {
        const path = join(folder, name);
        const origin = await readOrigin(path);
        entries.push({
          ...{ name, bytes: await bytesOf(path) },
          ...(origin === undefined ? {} : { origin }),
        });
      }
      return entries;
    },
    async freeBytes() {
      await makeFolder(folder);
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    async hash(name, path, signal) {
      const hash = createHash('sha256');
      const file = join(folder, name, path);
      const info = await stat(file).catch(() => undefined);
      if (info?.isFile() !== true) return undefined;
      for await (const piece of createReadStream(file, { signal, highWaterMark: 1 << 20 })) {
        hash.update(piece as Buffer);
      }
      return hash.digest('hex');
    },
    async moveToTrash(name) {
      const from = join(folder, name);
      if ((await lstat(from).catch(() => undefined)) === undefined) return false;
      try {
        // Each in a folder of its own: two of one name may be removed one after the other.
        const place = join(trash, String(Date.now()));
        await mkdir(place, { recursive: true });
        await rename(from, join(place, name));
        return true;
      } catch (error) {
        throw toLibraryError(error, folder);
      }
    },
    async restore(name) {
      const isTaken = (await lstat(join(folder, name)).catch(() => undefined)) !== undefined;
      if (isTaken) return false;
      for (const place of (await namesIn(trash)).toSorted().toReversed()) {
        const from = join(trash, place, name);
        if ((await lstat(from).catch(() => undefined)) === undefined) continue;
        try {
          await rename(from, join(folder, name));
          await rm(join(trash, place), { recursive: true, force: true });
          return true;
        } catch (error) {
          throw toLibraryError(error, folder);
        }
      }
      return false;
    },
    async trash() {
      const places = await namesIn(trash);
      let bytes = 0;
      for (const place of places) bytes += await bytesOf(join(trash, place));
      return { count: places.length, bytes };
    },
    async emptyTrash() {
      try {
        await rm(trash, { recursive: true, force: true });
      } catch (error) {
        throw toLibraryError(error, folder);
      }
    },
  };
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => additionNameSchema.safeParse(name).success);
}

/** Of a file, or of everything in a folder; links count as what they are. */
async function bytesOf(path: string): Promise<number> {
  const info = await lstat(path).catch(() => undefined);
  if (info === undefined) return 0;
  if (!info.isDirectory()) return info.size;
  let bytes = 0;
  for (const name of await readdir(path).catch(() => [])) bytes += await bytesOf(join(path, name));
  return bytes;
}
