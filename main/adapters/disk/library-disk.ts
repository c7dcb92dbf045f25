/** A library's files from one folder to another. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  access,
  constants,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  statfs,
  utimes,
} from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { LibraryDisk, LibraryFile } from '#main/core/library/library-disk.port.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { syncFolder, TEMPORARY_SUFFIX, writeFileAtomically } from './atomic-write.ts';
import { toLibraryError } from './disk-errors.ts';
import { makeFolder } from './make-folder.ts';
import { LIBRARY_FILE, MOVING_FILE, readLibraryId } from './library-folder.ts';

/** Belongs to the process that has the library open, or is copied by other means. */
const LEFT_OUT = /^\.easel\/(lock\.sqlite|gallery\.sqlite|jobs\.sqlite|open$|uploads\/|moving\.)/;
/** What a library consists of, at its top. */
const OWN = [
  ...['pictures', 'trash', 'masks', 'taste', 'vocabularies', '.easel'],
  ...['boards.json', 'searches.json', LIBRARY_FILE],
];

export class LibraryFolderDisk implements LibraryDisk {
  async prepare(from: string, to: string): Promise<string> {
    const source = await realpath(from);
    const target = await realPlace(resolve(to));
    if (isWithin(source, target) || isWithin(target, source)) {
      throw new EaselError('library.move-inside', { folder: target });
    }
    const id = (await readLibraryId(source)) ?? '';
    try {
      const there = await readdir(target).catch(() => []);
      const mark = await readFile(join(target, MOVING_FILE), 'utf8').catch(() => undefined);
      const isOurs = mark !== undefined && mark.trim() === id;
      if (!isOurs && there.length > 0) {
        throw new EaselError('library.move-not-empty', { folder: target });
      }
      await makeFolder(join(target, '.easel'));
      await access(target, constants.W_OK);
      // Says whose copy this is, and that it is none that could be opened yet.
      if (!isOurs) await writeFileAtomically(join(target, MOVING_FILE), `${id}\n`);
    } catch (error) {
      throw toLibraryError(error, target);
    }
    return target;
  }

  async list(folder: string): Promise<LibraryFile[]> {
    const files: LibraryFile[] = [];
    for (const path of await pathsUnder(folder)) {
      if (path === LIBRARY_FILE) continue;
      const info = await stat(join(folder, path)).catch(() => undefined);
      if (info?.isFile() === true) files.push({ path, bytes: info.size });
    }
    return files;
  }

  async isCopied(from: string, to: string, path: string): Promise<boolean> {
    const [here, there] = await Promise.all(
      [from, to].map((folder) => stat(join(folder, path)).catch(() => undefined)),
    );
    // A copy gets its time only when it is whole and was read back.
    return (
      here !== undefined &&
      there !== undefined &&
      here.size === there.size &&
      Math.abs(here.mtimeMs - there.mtimeMs) < 1
    );
  }

  async copy(from: string, to: string, path: string): Promise<void> {
    const target = join(to, path);
    const temporary = `${target}${TEMPORARY_SUFFIX}`;
    try {
      // The time before the content: what changes in between is seen as changed afterwards.
      const info = await stat(join(from, path)).catch(() => undefined);
      if (info === undefined) return;
      await mkdir(dirname(target), { recursive: true });
      const written = await copyAndHash(join(from, path), temporary);
      if (written === undefined) return;
      if ((await hashOf(temporary)) !== written) {
        throw new EaselError('library.copy-differs', { file: path, folder: to });
      }
      await utimes(temporary, info.atime, info.mtimeMs / 1000);
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw toLibraryError(error, to);
    }
  }

  async complete(from: string, to: string): Promise<void> {
    const wanted = new Set(await pathsUnder(from));
    for (const path of await pathsUnder(to)) {
      if (!wanted.has(path)) await rm(join(to, path), { force: true });
    }
    try {
      const folders = new Set([...wanted].map((path) => dirname(join(to, path))));
      for (const folder of folders) await syncFolder(folder).catch(() => undefined);
      await writeFileAtomically(
        join(to, LIBRARY_FILE),
        await readFile(join(from, LIBRARY_FILE), 'utf8'),
      );
    } catch (error) {
      throw toLibraryError(error, to);
    }
  }

  async freeBytes(folder: string): Promise<number> {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  }

  async remove(folder: string): Promise<void> {
    for (const name of OWN) await rm(join(folder, name), { recursive: true, force: true });
    // Something of the user's own may lie there; then the folder stays.
    await rmdir(folder).catch(() => undefined);
  }
}

/** Relative, with forward slashes, without what is left out. */
async function pathsUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((path) => OWN.includes(path.split('/')[0] ?? ''))
    .filter((path) => !LEFT_OUT.test(path) && !path.endsWith(TEMPORARY_SUFFIX))
    .toSorted();
}

/** Undefined when the original has gone. */
async function copyAndHash(from: string, to: string): Promise<string | undefined> {
  const source = await open(from, 'r').catch(() => undefined);
  if (source === undefined) return undefined;
  const hash = createHash('sha256');
  const target = await open(to, 'w');
  try {
    for await (const chunk of source.createReadStream() as AsyncIterable<Buffer>) {
      hash.update(chunk);
      await target.writeFile(chunk);
    }
    await target.sync();
  } finally {
    await target.close();
  }
  return hash.digest('hex');
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}

/** Where a path really leads, also where its last parts do not exist yet. */
async function realPlace(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined) return real;
  const parent = dirname(path);
  return parent === path ? path : join(await realPlace(parent), path.slice(parent.length));
}

function isWithin(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  // Another drive of Windows gives an absolute way.
  return way === '' || (way.split(sep)[0] !== '..' && !isAbsolute(way));
}
