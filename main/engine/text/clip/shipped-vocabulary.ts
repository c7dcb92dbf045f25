/** The vocabulary that comes with Easel, for checkpoints that carry none. */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { clipTokenizerFrom, vocabularyOf, type ClipTokenizer } from './clip-tokenizer.ts';

const file = new URL(
  '../../../../resources/models/clip-vocabulary/bpe_simple_vocab_16e6.txt.gz',
  import.meta.url,
);

/** Tokens that are no merges: 256 bytes, the same at the end of a word, start and end. */
const OTHER_TOKENS = 514;
/** How many tokens every published CLIP knows. */
const TOKENS = 49_408;

const known = new Map<number, Promise<ClipTokenizer>>();

/**
 * @param rows of the tower's table of tokens: one with fewer than 49,408 knows only the first merges;
 *   further rows are words that somebody trained in, which have no text of their own
 */
export function shippedClipTokenizer(rows: number = TOKENS): Promise<ClipTokenizer> {
  const tokens = Math.min(rows, TOKENS);
  const loaded = known.get(tokens) ?? load(tokens - OTHER_TOKENS);
  known.set(tokens, loaded);
  return loaded;
}

async function load(count: number): Promise<ClipTokenizer> {
  const text = await promisify(gunzip)(await readFile(file));
  // The first line is a heading.
  const merges = text
    .toString('utf8')
    .split('\n')
    .slice(1, 1 + count);
  return clipTokenizerFrom(vocabularyOf(merges), merges);
}
