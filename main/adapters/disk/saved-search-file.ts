/** `searches.json` in the library folder, wherever that is at the moment. */
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { SavedSearchStore } from '#main/core/search/saved-search-store.port.ts';
import { searchesFileSchema } from '#main/core/search/saved-searches.records.ts';
import type { SavedSearch } from '#shared/domain/saved-search.ts';
import { writeFileAtomically } from './atomic-write.ts';

export class SavedSearchFile implements SavedSearchStore {
  readonly #library: { readonly folder: string };

  constructor(library: { readonly folder: string }) {
    this.#library = library;
  }

  get #path(): string {
    return join(this.#library.folder, 'searches.json');
  }

  async load(): Promise<readonly SavedSearch[]> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch {
      return [];
    }
    const content = searchesFileSchema.safeParse(parsed(text));
    if (content.success) return content.data.searches;
    await rename(this.#path, join(this.#library.folder, 'searches.broken.json')).catch(
      () => undefined,
    );
    return [];
  }

  save(searches: readonly SavedSearch[]): Promise<void> {
    const content = `${JSON.stringify({ format: 1, searches }, undefined, 1)}\n`;
    return writeFileAtomically(this.#path, content);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
