/** Folders that a person has named, made where they are missing. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EaselError } from '#shared/errors/easel-error.ts';

/**
 * One level after the other: asked for all at once, Node tries for ever where a system folder such
 * as /proc says of what is made in it that it is not there.
 *
 * Throws `library.not-writable` with the folder that could not be made.
 */
export async function makeFolder(path: string): Promise<void> {
  const info = await stat(path).catch(() => undefined);
  if (info?.isDirectory() === true) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (reason === 'EEXIST' && info === undefined) return;
    throw new EaselError('library.not-writable', { folder: path, reason }, { cause: error });
  }
}
