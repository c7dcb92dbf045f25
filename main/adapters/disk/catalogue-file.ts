/** The list of models that comes with Easel. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { catalogueEntrySchema, type CatalogueEntry } from '#shared/domain/addition.ts';

export function openCatalogueFile(path: string): () => Promise<CatalogueEntry[]> {
  return async () => z.array(catalogueEntrySchema).parse(JSON.parse(await readFile(path, 'utf8')));
}
