/** Vocabularies in their folders: what they are learnt from, and for each CLIP what was learnt. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { HeadFiles } from '#main/core/heads/head-files.port.ts';
import {
  exampleSourceSchema,
  tagVocabularyIdSchema,
  vocabularyNameSchema,
  type TagVocabularyId,
} from '#shared/domain/tag-vocabulary.ts';
import { decodeTagHead, encodeTagHead, type TagHead } from './tag-head.ts';

const RECORD = 'vocabulary.json';

const vocabularyRecordSchema = z.object({
  format: z.literal(1),
  id: tagVocabularyIdSchema,
  name: vocabularyNameSchema,
  createdAt: z.number().int(),
  source: exampleSourceSchema,
});
export type VocabularyRecord = z.infer<typeof vocabularyRecordSchema>;

export class VocabularyStore {
  readonly #files: HeadFiles;

  constructor(files: HeadFiles) {
    this.#files = files;
  }

  /** By name. What cannot be read is left out and left alone. */
  async all(): Promise<VocabularyRecord[]> {
    const found: VocabularyRecord[] = [];
    for (const id of await this.#files.list()) {
      const bytes = await this.#files.read(id, RECORD);
      const record = bytes && vocabularyRecordSchema.safeParse(parsed(bytes)).data;
      if (record?.id === id) found.push(record);
    }
    return found.toSorted((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  }

  /** The record, and what was learnt from it. */
  async save(record: VocabularyRecord, head: TagHead): Promise<void> {
    await this.#files.write(record.id, fileOf(head.space), encodeTagHead(head));
    const text = `${JSON.stringify(record, undefined, 1)}\n`;
    await this.#files.write(record.id, RECORD, new TextEncoder().encode(text));
  }

  /** Undefined where nothing was learnt for that space. */
  async head(id: TagVocabularyId, space: string): Promise<TagHead | undefined> {
    const bytes = await this.#files.read(id, fileOf(space));
    const head = bytes && decodeTagHead(bytes);
    return head?.space === space ? head : undefined;
  }

  /** All of it, for good. */
  async remove(id: TagVocabularyId): Promise<void> {
    await this.#files.remove(id);
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

function fileOf(space: string): string {
  return `head-${createHash('sha256').update(space).digest('hex').slice(0, 16)}.safetensors`;
}
