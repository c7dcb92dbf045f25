/** Ids that OpenAI's, transformers' and transformers.js' tokenizers give. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  clipTokenizerFrom,
  vocabularyOf,
  type ClipTokenizer,
} from '#main/engine/text/clip/clip-tokenizer.ts';
import { readFolderVocabulary } from '#main/engine/text/clip/folder-vocabulary.ts';
import { shippedClipTokenizer } from '#main/engine/text/clip/shipped-vocabulary.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly ids?: number[];
  readonly hf_fast_ids?: number[];
}
const root = new URL('../../../../../../', import.meta.url);
const facts = JSON.parse(
  readFileSync(new URL('tests/fixtures/clip/tokenizer-cases.json', root), 'utf8'),
) as {
  vocabulary: { spot_ids: Record<string, number> };
  published: Case[];
  published_toy: {
    vocab: string[];
    merges: string[];
    text: string;
    ids_with_unk_appended: number[];
  };
  derived: Case[];
};
// Two entries only describe a long text.
const cases = [...facts.published, ...facts.derived].filter(({ ids, hf_fast_ids: fast }) =>
  Array.isArray(ids ?? fast),
);

function whole(tokenizer: ClipTokenizer, text: string): number[] {
  return [tokenizer.startId, ...tokenizer.encode(text), tokenizer.endId];
}

test('the shipped vocabulary has the published numbers', async () => {
  const tokenizer = await shippedClipTokenizer();
  for (const [token, id] of Object.entries(facts.vocabulary.spot_ids)) {
    expect(tokenizer.idOf(token), token).toBe(id);
  }
  expect(cases.length).toBeGreaterThan(40);
});

test.each(cases)('$name', async ({ text, ids, hf_fast_ids: fast }) => {
  expect(whole(await shippedClipTokenizer(), text)).toEqual(ids ?? fast);
});

test('long texts are not cut here', async () => {
  const tokenizer = await shippedClipTokenizer();
  expect(tokenizer.encode(Array.from({ length: 80 }, () => 'cat').join(' '))).toHaveLength(80);
});

test('a vocabulary of vocab.json and merges.txt is the same one', async () => {
  const folder = temporaryFolder();
  const lines = gunzipSync(
    readFileSync(new URL('resources/models/clip-vocabulary/bpe_simple_vocab_16e6.txt.gz', root)),
  )
    .toString()
    .split('\n')
    .slice(1, 48_895);
  writeFileSync(join(folder, 'vocab.json'), JSON.stringify(vocabularyOf(lines)));
  writeFileSync(join(folder, 'merges.txt'), ['#version: 0.2', ...lines, ''].join('\r\n'));
  writeFileSync(join(folder, 'tokenizer_config.json'), '{"pad_token":{"content":"!"}}');
  const read = await readFolderVocabulary(folder);
  expect(read?.padId).toBe(0);
  for (const { text, ids, hf_fast_ids: fast } of cases) {
    if (read !== undefined) expect(whole(read.tokenizer, text)).toEqual(ids ?? fast);
  }
});

test('a toy vocabulary of the transformers library', () => {
  const { vocab, merges, text, ids_with_unk_appended: ids } = facts.published_toy;
  const tokenizer = clipTokenizerFrom(
    Object.fromEntries(vocab.map((token, id) => [token, id])),
    merges,
  );
  expect(tokenizer.encode(text)).toEqual(ids.slice(0, -1));
});

test('a tokenizer.json is taken as it is; a folder without a vocabulary has none', async () => {
  const folder = temporaryFolder();
  expect(await readFolderVocabulary(folder)).toBeUndefined();
  copyFileSync(
    new URL('tests/fixtures/models/tiny-spark/tokenizer/tokenizer.json', root),
    join(folder, 'tokenizer.json'),
  );
  await expect(readFolderVocabulary(folder)).rejects.toThrow('start and the end');
});
