import { expect, test } from 'vitest';
import { Comparison } from '#renderer/features/compare/compare.controller.svelte.ts';
import { rankedPicture } from '#tests/support/ranked-picture.ts';

const pool = [0, 1, 2, 3, 4].map((index) => rankedPicture(index));
const ids = pool.map((picture) => picture.id);

function shownOf(comparison: Comparison): string[] {
  return comparison.shown.map((picture) => picture.id);
}

test('arrow keys bring in the next picture that is not shown, around the end', () => {
  const comparison = new Comparison(ids.slice(0, 2), () => pool);
  comparison.active = 1;
  comparison.swap(1);
  expect(shownOf(comparison)).toEqual([ids[0], ids[2]]);
  comparison.swap(-1);
  comparison.swap(-1);
  expect(shownOf(comparison)).toEqual([ids[0], ids[4]]);
  comparison.swap(1);
  expect(shownOf(comparison)).toEqual([ids[0], ids[1]]);
});

test('with nothing else to show, the keys change nothing', () => {
  const comparison = new Comparison(ids.slice(0, 2), () => pool.slice(0, 2));
  comparison.swap(1);
  expect(shownOf(comparison)).toEqual(ids.slice(0, 2));
  expect(comparison.hasMore).toBe(false);
});

test('two to four panes, and the slider only for two', () => {
  const comparison = new Comparison(ids, () => pool);
  expect(comparison.shown).toHaveLength(4);
  comparison.toggleLayout();
  expect(comparison.layout).toBe('beside');
  comparison.remove(3);
  comparison.remove(0);
  comparison.remove(0);
  expect(shownOf(comparison)).toEqual([ids[1], ids[2]]);
  comparison.toggleLayout();
  expect(comparison.layout).toBe('slider');
  comparison.add();
  expect(comparison.layout).toBe('beside');
  expect(comparison.activePicture?.id).toBe(ids[0]);
});
