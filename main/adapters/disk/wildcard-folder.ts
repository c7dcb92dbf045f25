/** `wildcards/*.txt` in the user's folder: one alternative a line, `#` for comments. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { WildcardFiles } from '#main/core/generate/wildcard-files.port.ts';
import type { WildcardLookup } from '#shared/prompt/expand.ts';

/** Larger files are not lists of alternatives. */
const MAX_FILE_BYTES = 1 << 20;

export class WildcardFolder implements WildcardFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async load(): Promise<WildcardLookup> {
    const lines = await this.#read();
    return (name) => lines.get(name.normalize('NFC'));
  }

  async list(): Promise<{ name: string; count: number }[]> {
    return [...(await this.#read())]
      .map(([name, { length: count }]) => ({ name, count }))
      .filter(({ count }) => count > 0)
      .toSorted((a, b) => a.name.localeCompare(b.name));
  }

  async #read(): Promise<ReadonlyMap<string, readonly string[]>> {
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    const lines = new Map<string, string[]>();
    for (const entry of entries) {
      if (!entry.isFile() || !entry.name.endsWith('.txt')) continue;
      const path = join(entry.parentPath, entry.name);
      if ((await stat(path)).size > MAX_FILE_BYTES) continue;
      const name = relative(this.#folder, path).slice(0, -'.txt'.length).replaceAll(sep, '/');
      lines.set(name.normalize('NFC'), alternativesIn(await readFile(path, 'utf8')));
    }
    return lines;
  }
}

function alternativesIn(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
