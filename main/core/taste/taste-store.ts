/** Taste profiles in their folders: `profile.json`, and for each CLIP that was met what was learnt. */
import { createHash } from 'node:crypto';
import type { HeadFiles } from '#main/core/heads/head-files.port.ts';
import type { TasteProfileId } from '#shared/domain/taste.ts';
import { decodeTasteHead, encodeTasteHead, type TasteHead } from './taste-head.ts';
import { tasteRecordSchema, type TasteRecord } from './taste-profile.records.ts';

const RECORD = 'profile.json';

export class TasteStore {
  readonly #files: HeadFiles;

  constructor(files: HeadFiles) {
    this.#files = files;
  }

  /** By name. What cannot be read is left out and left alone. */
  async all(): Promise<TasteRecord[]> {
    const found: TasteRecord[] = [];
    for (const id of await this.#files.list()) {
      const record = await this.#read(id);
      if (record !== undefined) found.push(record);
    }
    return found.toSorted((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  }

  async save(record: TasteRecord): Promise<void> {
    const text = `${JSON.stringify(record, undefined, 1)}\n`;
    await this.#files.write(record.id, RECORD, new TextEncoder().encode(text));
  }

  /** Undefined where nothing was learnt for that space. */
  async head(id: TasteProfileId, space: string): Promise<TasteHead | undefined> {
    const bytes = await this.#files.read(id, fileOf(space));
    if (bytes === undefined) return undefined;
    try {
      const { head } = decodeTasteHead(bytes);
      return head.space === space ? head : undefined;
    } catch {
      // A damaged one is learnt again.
      return undefined;
    }
  }

  async saveHead({ id, name }: TasteRecord, head: TasteHead): Promise<void> {
    await this.#files.write(id, fileOf(head.space), encodeTasteHead(head, name));
  }

  /** All of it, for good. */
  async remove(id: TasteProfileId): Promise<void> {
    await this.#files.remove(id);
  }

  async #read(id: string): Promise<TasteRecord | undefined> {
    const bytes = await this.#files.read(id, RECORD);
    if (bytes === undefined) return undefined;
    try {
      const content: unknown = JSON.parse(new TextDecoder().decode(bytes));
      const record = tasteRecordSchema.safeParse(content).data;
      return record?.id === id ? record : undefined;
    } catch {
      return undefined;
    }
  }
}

function fileOf(space: string): string {
  return `head-${createHash('sha256').update(space).digest('hex').slice(0, 16)}.safetensors`;
}
