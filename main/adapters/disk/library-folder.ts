/** The library folder: made or recognised, locked for this process, swept of what a crash left. */
import { randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { EaselError } from '#shared/errors/easel-error.ts';
import { writeFileAtomically } from './atomic-write.ts';
import { toLibraryError } from './disk-errors.ts';
import { makeFolder } from './make-folder.ts';

const FORMAT = 1;
/** Says that a folder is a library, and which. */
export const LIBRARY_FILE = 'easel-library.json';
/** In a folder that a library is being moved to: the id of that library. */
export const MOVING_FILE = '.easel/moving.txt';

export interface OpenLibrary {
  readonly folder: string;
  /** For the index files, thumbnails and the lock. */
  readonly privateFolder: string;
  /** The last process that had it open did not close it: it may have left half-written files. */
  readonly wasLeftOpen: boolean;
  /** Lets another process open it. */
  close(): void;
}

/**
 * Throws `library.locked` while another process has it open, `library.not-writable`,
 * `library.disk-full`, `library.newer` or `library.move-unfinished`.
 */
export async function openLibraryFolder(folder: string): Promise<OpenLibrary> {
  const privateFolder = join(folder, '.easel');
  try {
    await makeFolder(privateFolder);
    await access(privateFolder, constants.W_OK);
  } catch (error) {
    throw toLibraryError(error, folder);
  }
  const lock = takeLock(join(privateFolder, 'lock.sqlite'), folder);
  const mark = join(privateFolder, 'open');
  try {
    await checkFormat(folder);
  } catch (error) {
    lock.close();
    throw error;
  }
  const wasLeftOpen = existsSync(mark);
  await writeFileAtomically(mark, '').catch(() => undefined);
  return {
    folder,
    privateFolder,
    wasLeftOpen,
    close: () => {
      rmSync(mark, { force: true });
      lock.close();
    },
  };
}

/** An open exclusive transaction: the system itself ends it when the process dies. */
function takeLock(path: string, folder: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database?.close();
    const text = String(error);
    if (/locked|busy/i.test(text)) throw new EaselError('library.locked', { folder });
    if (/readonly|unable to open|attempt to write/i.test(text)) {
      throw new EaselError('library.not-writable', { folder, reason: 'read-only' });
    }
    throw error;
  }
}

const libraryFileSchema = z.object({ format: z.number().int(), id: z.string().optional() });

/** Undefined where there is none. */
export async function readLibraryId(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, LIBRARY_FILE), 'utf8').catch(() => '');
  return libraryFileSchema.safeParse(parse(text)).data?.id;
}

async function checkFormat(folder: string): Promise<void> {
  const path = join(folder, LIBRARY_FILE);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text !== undefined) {
    const format = libraryFileSchema.safeParse(parse(text)).data?.format;
    if (format !== undefined && format > FORMAT) throw new EaselError('library.newer', { folder });
    if (format !== undefined) return;
  }
  if (existsSync(join(folder, MOVING_FILE))) {
    throw new EaselError('library.move-unfinished', { folder });
  }
  // New, or its small file was damaged: the pictures say all that matters.
  await writeFileAtomically(path, `${JSON.stringify({ format: FORMAT, id: randomUUID() })}\n`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
