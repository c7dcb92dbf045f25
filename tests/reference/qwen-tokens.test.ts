/** Prompts as token ids against transformers 5.18 and tokenizers 0.23 with Qwen3's own files. */
import { expect, test } from 'vitest';
import { readQwenTokenizer, shippedQwenTokenizer } from '#main/engine/text/qwen/qwen-vocabulary.ts';
import { flux2Tokens, tinyFlux2Folder } from '#tests/support/tiny-flux2.ts';

test.each(flux2Tokens.qwen)('“$prompt” by the vocabulary that comes with Easel', async (told) => {
  const tokenizer = await shippedQwenTokenizer();
  expect(tokenizer.encodeChat(told.prompt)).toEqual(told.ids);
});

test('a folder brings its own vocabulary', async () => {
  const tokenizer = await readQwenTokenizer(`${tinyFlux2Folder}tokenizer`);
  if (tokenizer === undefined) throw new Error('there is a vocabulary');
  const length = 48;
  for (const { prompt, ids } of flux2Tokens.prompts) {
    const own = tokenizer.encodeChat(prompt).slice(0, length);
    const filled = Array.from({ length }, (_, at) => own[at] ?? tokenizer.padId);
    expect(filled).toEqual(ids);
  }
  expect(await readQwenTokenizer(tinyFlux2Folder)).toBeUndefined();
});
