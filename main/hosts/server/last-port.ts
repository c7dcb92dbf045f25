/**
 * The port of the start before, kept in the home: a page left open, a bookmark and the address in
 * the history find the studio again.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** 1 to 65535; undefined when none was noted or the note is no port. */
export async function readLastPort(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const port = Number(text.trim());
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : undefined;
}

/** A home that cannot be written costs the comfort, not the start. */
export async function noteLastPort(path: string, port: number): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${port}\n`);
  } catch {
    // As above.
  }
}
