/** The note in an addition's folder: where it came from, and what it must contain. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { originSchema, type Origin } from '#shared/domain/transfer.ts';

export const ORIGIN_FILE = 'easel-origin.json';
const MAX_BYTES = 8 << 20;

/** Undefined where there is none, or none that can be read. */
export async function readOrigin(folder: string): Promise<Origin | undefined> {
  const path = join(folder, ORIGIN_FILE);
  try {
    if ((await stat(path)).size > MAX_BYTES) return undefined;
    return originSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}
