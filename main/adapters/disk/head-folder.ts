/** What was learnt, in the library folder, wherever that is at the moment. */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeadFiles } from '#main/core/heads/head-files.port.ts';
import { syncFolder, writeFileAtomically } from './atomic-write.ts';
import { toLibraryError } from './disk-errors.ts';

const MAX_BYTES = 16 << 20;

export class HeadFolder implements HeadFiles {
  readonly #library: { readonly folder: string };
  readonly #name: string;

  /** @param name of the folder in the library */
  constructor(library: { readonly folder: string }, name: string) {
    this.#library = library;
    this.#name = name;
  }

  get #folder(): string {
    return join(this.#library.folder, this.#name);
  }

  async list(): Promise<string[]> {
    const entries = await readdir(this.#folder, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }

  async read(id: string, name: string): Promise<Uint8Array | undefined> {
    const path = join(this.#folder, id, name);
    try {
      return (await stat(path)).size > MAX_BYTES ? undefined : await readFile(path);
    } catch {
      return undefined;
    }
  }

  write(id: string, name: string, bytes: Uint8Array): Promise<void> {
    return writeFileAtomically(join(this.#folder, id, name), bytes);
  }

  async remove(id: string): Promise<void> {
    try {
      await rm(join(this.#folder, id), { recursive: true, force: true });
      await syncFolder(this.#folder).catch(() => undefined);
    } catch (error) {
      throw toLibraryError(error, this.#library.folder);
    }
  }
}
