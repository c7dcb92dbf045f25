import { expect, test } from 'vitest';
import { choosePair } from '#main/core/taste/choose-pair.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { TastePick } from '#shared/domain/taste.ts';
import { dot } from '#shared/numeric/vector.ts';
import { heldOutEmbeddings } from '#tests/support/held-out-embeddings.ts';
import { halves } from '#tests/support/simulated-taste.ts';

const { pictures } = heldOutEmbeddings();
const { shown } = halves(pictures, 1);
const pool = shown.map(({ embedding }, at) => ({ id: `p${at}` as PictureId, embedding }));
const known = new Map(pool.map(({ id, embedding }) => [id, embedding]));

function ask(picks: readonly TastePick[]) {
  return choosePair({ pictures: pool, picks, embedding: (id) => known.get(id) });
}

test('the same question until it is answered, then another one', () => {
  const first = ask([])!;
  expect(ask([])).toEqual(first);
  const second = ask([{ ...first, choice: 'skip' }])!;
  expect([second.left, second.right].toSorted()).not.toEqual([first.left, first.right].toSorted());
});

test('it asks about what is unlike what was asked before', () => {
  const picks: TastePick[] = [];
  for (let count = 0; count < 12; count += 1) picks.push({ ...ask(picks)!, choice: 'left' });
  const differences = picks.map(({ left, right }) => {
    const difference = known.get(left)!.map((value, at) => value - known.get(right)![at]!);
    const length = Math.sqrt(dot(difference, difference));
    return difference.map((value) => value / length);
  });
  const likeness = differences.flatMap((one, at) =>
    differences.slice(0, at).map((other) => Math.abs(dot(one, other))),
  );
  expect(likeness.reduce((sum, one) => sum + one, 0) / likeness.length).toBeLessThan(0.2);
  expect(new Set(picks.flatMap(({ left, right }) => [left, right])).size).toBeGreaterThan(20);
});

test('with fewer than two pictures there is nothing to ask', () => {
  const one = pool.slice(0, 1);
  expect(choosePair({ pictures: one, picks: [], embedding: () => undefined })).toBeUndefined();
});
