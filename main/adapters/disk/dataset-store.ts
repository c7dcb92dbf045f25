/** What is kept of datasets: two JSON files each, in the library's private folder. */
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { DatasetStore } from '#main/core/training/dataset/dataset-store.port.ts';
import {
  knownLooksSchema,
  storedDatasetSchema,
  type KnownLooks,
  type StoredDataset,
} from '#main/core/training/dataset/dataset.records.ts';
import type { DatasetId } from '#shared/domain/dataset.ts';
import { writeFileAtomically } from './atomic-write.ts';

const MAX_BYTES = 64 << 20;

export class DatasetStoreFolder implements DatasetStore {
  #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The library is at another place from now on. */
  moveTo(folder: string): void {
    this.#folder = folder;
  }

  load(id: DatasetId): Promise<StoredDataset | undefined> {
    return readJson(this.#choices(id), storedDatasetSchema);
  }

  save(id: DatasetId, dataset: StoredDataset): Promise<void> {
    return writeFileAtomically(this.#choices(id), `${JSON.stringify(dataset, undefined, 1)}\n`);
  }

  async loadLooks(id: DatasetId): Promise<KnownLooks> {
    return (await readJson(this.#looks(id), knownLooksSchema)) ?? {};
  }

  saveLooks(id: DatasetId, looks: KnownLooks): Promise<void> {
    return writeFileAtomically(this.#looks(id), JSON.stringify(looks));
  }

  async removeLooks(id: DatasetId): Promise<void> {
    await rm(this.#looks(id), { force: true });
  }

  #choices(id: DatasetId): string {
    return join(this.#folder, `${id}.json`);
  }

  #looks(id: DatasetId): string {
    return join(this.#folder, `${id}.looks.json`);
  }
}

async function readJson<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  try {
    if ((await stat(path)).size > MAX_BYTES) return undefined;
    return schema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
