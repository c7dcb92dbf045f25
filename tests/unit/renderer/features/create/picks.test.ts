import { expect, test } from 'vitest';
import { Picks } from '#renderer/features/create/picks.svelte.ts';
import { rankedPicture } from '#tests/support/ranked-picture.ts';

const offered = [0, 1, 2, 3, 4, 5].map((index) => rankedPicture(index));

test('up to four are picked, shown in the order of the screen', () => {
  const picks = new Picks(() => offered);
  for (const index of [5, 1, 3, 0, 2]) picks.toggle(offered[index]!);
  expect(picks.pictures.map(({ id }) => id)).toEqual([0, 1, 3, 5].map((n) => `picture-${n}`));
  picks.toggle(offered[3]!);
  picks.toggle(offered[2]!);
  expect(picks.has(offered[2]!)).toBe(true);
});

test('fewer than two are filled up with the best, without picking them', () => {
  const picks = new Picks(() => offered);
  picks.toggle(offered[4]!);
  picks.compare();
  expect(picks.isComparing).toBe(true);
  expect(picks.compared.map(({ id }) => id)).toEqual(['picture-4', 'picture-0']);
  expect(picks.pictures).toHaveLength(1);
});

test('one picture alone is not compared', () => {
  const picks = new Picks(() => offered.slice(0, 1));
  picks.compare();
  expect(picks.isComparing).toBe(false);
});
