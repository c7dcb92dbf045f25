import { expect, test } from 'vitest';
import { distinctOf } from '#main/engine/text/distinct.ts';

test('equal items share a place, in order of first appearance', () => {
  const red = [{ text: 'red', weight: 1 }];
  const bold = [{ text: 'red', weight: 1.2 }];
  expect(distinctOf([red, bold, [...red], [], bold])).toEqual({
    items: [red, bold, []],
    places: [0, 1, 0, 2, 1],
  });
  expect(distinctOf([])).toEqual({ items: [], places: [] });
});
