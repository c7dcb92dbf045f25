/** Where the vocabulary of a Qwen text encoder comes from: its own folder, else the one with Easel. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { qwenTokenizerFrom, qwenTokenizerOf, type QwenTokenizer } from './qwen-tokenizer.ts';

const shipped = new URL(
  '../../../../resources/models/qwen-vocabulary/merges.txt.gz',
  import.meta.url,
);

/** Before anything is parsed; Qwen's own has eleven megabytes. */
const MAX_BYTES = 32 << 20;

let known: Promise<QwenTokenizer> | undefined;

export function shippedQwenTokenizer(): Promise<QwenTokenizer> {
  known ??= loadShipped();
  return known;
}

async function loadShipped(): Promise<QwenTokenizer> {
  const text = await promisify(gunzip)(await readFile(shipped));
  return qwenTokenizerFrom(text.toString('utf8').trimEnd().split('\n'));
}

/**
 * From a folder's `tokenizer.json`; undefined when there is none. Throws TypeError or SyntaxError when
 * what is there cannot be used.
 */
export async function readQwenTokenizer(folder: string): Promise<QwenTokenizer | undefined> {
  const path = join(folder, 'tokenizer.json');
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile() !== true) return undefined;
  if (info.size > MAX_BYTES) throw new TypeError('the vocabulary is too large');
  return qwenTokenizerOf(JSON.parse(await readFile(path, 'utf8')) as object);
}
