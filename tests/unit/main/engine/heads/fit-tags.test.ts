import { expect, test } from 'vitest';
import { fitTags } from '#main/engine/heads/fit-tags.ts';
import { withHeadBackend } from '#main/engine/heads/open-heads.ts';
import type { FitTagsParams } from '#shared/engine-protocol/heads.ts';
import { heldOutEmbeddings } from '#tests/support/held-out-embeddings.ts';

const { pictures, words } = heldOutEmbeddings();

/** Ten words of pictures that Spark never saw, `count` examples of each. */
function vocabulary(from: number, counts: readonly number[]): FitTagsParams {
  const chosen = words.slice(from, from + 10);
  return {
    words: chosen.map(({ embedding }) => embedding),
    examples: chosen.flatMap(({ word }, place) =>
      pictures
        .filter(({ concept }) => concept === word)
        .slice(0, counts[place % counts.length])
        .map(({ embedding }, at) => ({
          embedding,
          word: place,
          source: place * 10 + at,
          isAdded: false,
        })),
    ),
    backdrop: pictures.slice(-100).map(({ embedding }) => embedding),
  };
}

async function fit(params: FitTagsParams) {
  return (await withHeadBackend(() => fitTags(params), 'wasm')).result;
}

test.each([0, 10])(
  'ten words of one’s own: twenty points and more over zero-shot',
  async (from) => {
    const { heldOut, confusion } = await fit(vocabulary(from, [6]));
    const { trained, zeroShot, of } = heldOut;
    expect(of).toBeGreaterThanOrEqual(50);
    expect((trained - zeroShot) / of).toBeGreaterThan(0.2);
    const sum = confusion.flat().reduce((total, count) => total + count, 0);
    expect(sum).toBe(of);
    expect(confusion.reduce((right, row, word) => right + row[word]!, 0)).toBe(trained);
  },
  20_000,
);

test('a word with few examples is said as often as it is right', async () => {
  const params = vocabulary(0, [6, 2]);
  const { confusion, weights, offsets, nearness } = await fit(params);
  const rare = confusion.filter((_, word) => word % 2 === 1);
  const right = rare.reduce((sum, row, at) => sum + row[2 * at + 1]!, 0);
  expect(right / rare.flat().reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(0.5);
  expect(weights.length).toBe(10 * 256);
  expect([...weights, ...offsets].every(Number.isFinite)).toBe(true);
  expect(nearness).toBeGreaterThan(0.3);
  expect(nearness).toBeLessThan(1);
}, 60_000);
