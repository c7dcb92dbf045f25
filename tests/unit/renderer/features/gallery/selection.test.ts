import { expect, test } from 'vitest';
import { Selection } from '#renderer/features/gallery/selection.svelte.ts';
import type { PictureId } from '#shared/domain/ids.ts';

type Id = PictureId;
const order = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as PictureId[];
const [a, b, c, d, e, f, g] = order as [Id, Id, Id, Id, Id, Id, Id];
const shown = (selection: Selection): string =>
  order.filter((id) => selection.ids.has(id)).join('');

test('Shift reaches from the anchor: out, back towards it, and over it', () => {
  const selection = new Selection();
  selection.only(d);
  selection.extend(f, order);
  expect(shown(selection)).toBe('def');
  selection.extend(e, order);
  expect(shown(selection)).toBe('de');
  selection.extend(b, order);
  expect(shown(selection)).toBe('bcd');
  selection.extend(d, order);
  expect(shown(selection)).toBe('d');
});

test('what was picked one by one stays when a range next to it shrinks', () => {
  const selection = new Selection();
  selection.only(a);
  selection.toggle(c);
  selection.toggle(e);
  selection.extend(b, order);
  expect(shown(selection)).toBe('abcde');
  selection.extend(d, order);
  expect(shown(selection)).toBe('acde');
  selection.extend(g, order);
  expect(shown(selection)).toBe('acefg');
});

test('keys start where the focus is, and go on from there', () => {
  const selection = new Selection();
  selection.only(a);
  selection.begin(d);
  selection.extend(e, order);
  selection.begin(e);
  selection.extend(f, order);
  expect(shown(selection)).toBe('adef');
});

test('after everything was selected, a range is only itself', () => {
  const selection = new Selection();
  selection.only(b);
  selection.all(order);
  selection.extend(d, order);
  expect(shown(selection)).toBe('bcd');
});

test('an anchor that is gone is replaced by the picture touched', () => {
  const selection = new Selection();
  selection.only('elsewhere' as PictureId);
  selection.keep(order);
  selection.extend(c, order);
  selection.extend(d, order);
  expect(shown(selection)).toBe('cd');
  expect(selection.ids.size).toBe(2);
});
