/** The vocabulary in a checkpoint's own `tokenizer` folder. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { clipTokenizerFrom, clipTokenizerOf, type ClipTokenizer } from './clip-tokenizer.ts';

/** Before anything is parsed; CLIP's own files have one to four megabytes. */
const MAX_BYTES = 32 << 20;

const vocabularySchema = z.record(z.string(), z.number().int().min(0));
const configSchema = z.object({
  pad_token: z.union([z.string(), z.object({ content: z.string() })]).nullish(),
});

export interface FolderVocabulary {
  readonly tokenizer: ClipTokenizer;
  /** What the folder says texts are filled up with, if it says so. */
  readonly padId?: number;
}

/**
 * From `tokenizer.json`, else from `vocab.json` and `merges.txt`; undefined when there is neither.
 * Throws TypeError, SyntaxError or ZodError when what is there cannot be used.
 */
export async function readFolderVocabulary(folder: string): Promise<FolderVocabulary | undefined> {
  const tokenizer = await readTokenizer(folder);
  if (tokenizer === undefined) return undefined;
  const config = configSchema.safeParse(
    JSON.parse((await readSmall(join(folder, 'tokenizer_config.json'))) ?? '{}'),
  );
  const pad = config.success ? config.data.pad_token : undefined;
  const padId = tokenizer.idOf(typeof pad === 'string' ? pad : (pad?.content ?? ''));
  return { tokenizer, ...(padId === undefined ? {} : { padId }) };
}

async function readTokenizer(folder: string): Promise<ClipTokenizer | undefined> {
  const whole = await readSmall(join(folder, 'tokenizer.json'));
  if (whole !== undefined) return clipTokenizerOf(JSON.parse(whole) as object);
  const [vocabulary, merges] = await Promise.all(
    ['vocab.json', 'merges.txt'].map((name) => readSmall(join(folder, name))),
  );
  if (vocabulary === undefined || merges === undefined) return undefined;
  const lines = merges.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#version'));
  return clipTokenizerFrom(vocabularySchema.parse(JSON.parse(vocabulary)), lines);
}

async function readSmall(path: string): Promise<string | undefined> {
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile() !== true) return undefined;
  if (info.size > MAX_BYTES) throw new TypeError('the vocabulary is too large');
  return readFile(path, 'utf8');
}
