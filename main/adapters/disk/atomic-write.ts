/** Files that are there whole or not at all, also after a power cut. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toLibraryError } from './disk-errors.ts';

/** How the temporary names end; a sweep at the next start finds what a crash left. */
export const TEMPORARY_SUFFIX = '.easel-tmp';

/**
 * Writes under a temporary name, fsyncs, renames, fsyncs the folder. Missing folders are made.
 *
 * Throws `library.disk-full` or `library.not-writable`; nothing is left behind then.
 *
 * @param mode who may read and write it, less what the process' mask takes away
 */
export async function writeFileAtomically(
  path: string,
  content: Uint8Array | string | AsyncIterable<Uint8Array>,
  mode = 0o666,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(
    folder,
    `.${basename(path).slice(0, 80)}.${randomBytes(6).toString('hex')}${TEMPORARY_SUFFIX}`,
  );
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw toLibraryError(error, folder);
  }
}

/** Makes a rename in this folder durable; not every platform can, and none needs more then. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
