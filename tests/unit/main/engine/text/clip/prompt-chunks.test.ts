import { expect, test } from 'vitest';
import { chunkPrompt } from '#main/engine/text/clip/prompt-chunks.ts';
import { shippedClipTokenizer } from '#main/engine/text/clip/shipped-vocabulary.ts';
import { weighStates } from '#main/engine/text/clip/weigh-states.ts';

const tokenizer = await shippedClipTokenizer();
const [CAT, COMMA] = [2368, 267];
const options = { length: 77, padId: 49_407 };

function cats(count: number): string {
  return Array.from({ length: count }, () => 'cat').join(' ');
}

function chunk(text: string, padId = 49_407): readonly (readonly number[])[] {
  return chunkPrompt(tokenizer, [{ text, weight: 1 }], { length: 77, padId }).map(({ ids }) => ids);
}

test('an empty prompt is one stretch of start, end and padding', () => {
  const [only, ...rest] = chunkPrompt(tokenizer, [], options);
  expect(rest).toEqual([]);
  expect(only?.ids).toEqual([49_406, ...Array.from({ length: 76 }, () => 49_407)]);
  expect(new Set(only?.weights)).toEqual(new Set([1]));
});

test('the end is followed by what the tower was filled up with in training', () => {
  expect(chunk('cat', 0)[0]?.slice(0, 5)).toEqual([49_406, CAT, 49_407, 0, 0]);
});

test('75 words fill one stretch, the next begins another', () => {
  expect(chunk(cats(75))).toHaveLength(1);
  const [first, second] = chunk(cats(80));
  expect(first?.at(-1)).toBe(49_407);
  expect(first?.slice(1, 76)).toEqual(Array.from({ length: 75 }, () => CAT));
  expect(second?.slice(0, 8)).toEqual([49_406, CAT, CAT, CAT, CAT, CAT, 49_407, 49_407]);
  expect(second).toHaveLength(77);
});

test('a cut moves back to a comma that is near, not to one that is far', () => {
  // The comma is the 57th token: 18 more fit behind it.
  const [near, after] = chunk(`${cats(56)}, ${cats(40)}`);
  expect(near?.[57]).toBe(COMMA);
  expect(near?.[58]).toBe(49_407);
  expect(after?.filter((id) => id === CAT)).toHaveLength(40);
  const [far] = chunk(`${cats(40)}, ${cats(50)}`);
  expect(far?.filter((id) => id === CAT)).toHaveLength(74);
});

test('every token has the weight of its words', () => {
  const prompt = [
    { text: 'a cat ', weight: 1 },
    { text: 'red hat', weight: 1.5 },
  ];
  const [only] = chunkPrompt(tokenizer, prompt, options);
  expect(only?.weights.slice(0, 6)).toEqual([1, 1, 1, 1.5, 1.5, 1]);
});

test('a weight scales the distance from the empty prompt, token by token', () => {
  const states = Float32Array.of(3, -1, 2, 2);
  weighStates(states, Float32Array.of(1, 1, 0, 0), [2, 1]);
  expect([...states]).toEqual([5, -3, 2, 2]);
  weighStates(states, Float32Array.of(1, 1, 7, 8), [1, 0]);
  expect([...states]).toEqual([5, -3, 7, 8]);
});
