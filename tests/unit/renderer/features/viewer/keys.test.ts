import { expect, test } from 'vitest';
import { runViewerKey, viewerKeys } from '#renderer/features/viewer/keys.ts';
import { Lens } from '#renderer/features/viewer/lens.svelte.ts';
import type { ViewerActions } from '#renderer/features/viewer/viewer-actions.ts';
import type { Picture } from '#shared/domain/picture.ts';

/** What was done, by name, with what it was given after the picture. */
function desk(picture: Partial<Picture> = {}) {
  const done: unknown[] = [];
  const actions = new Proxy({} as ViewerActions, {
    get: (_, name) => (_picture: unknown, value: unknown) => {
      done.push([name, value]);
    },
  });
  const lens = new Lens();
  lens.picture = { width: 2000, height: 1000 };
  lens.stage = { width: 832, height: 632 };
  const target = {
    ...{ picture: picture as Picture, lens, actions },
    toggleFacts: () => void done.push('facts'),
    focusTag: () => void done.push('tag'),
  };
  const press = (key: string, modifiers: Partial<KeyboardEvent> = {}): boolean =>
    runViewerKey(target, { key, ...modifiers } as KeyboardEvent, false);
  return { done, lens, press };
}

test('every key of the sheet does something, and others are left to the window', () => {
  for (const { keys } of viewerKeys) {
    const parts = keys.split(/\+(?=.)/);
    const key = (parts.at(-1) ?? '').replace('←↑↓→', 'ArrowLeft');
    const modifiers = { ctrlKey: parts.includes('Mod'), shiftKey: parts.includes('Shift') };
    expect(desk().press(key, modifiers), keys).toBe(true);
  }
  expect(desk().press('z', { ctrlKey: true })).toBe(false);
  expect(desk().press('3', { altKey: true })).toBe(false);
  expect(desk().press('x')).toBe(false);
});

test('digits are stars, and with the modifier a size', () => {
  const { done, lens, press } = desk();
  press('4');
  expect(done).toEqual([['rate', 4]]);
  press('1', { ctrlKey: true });
  expect([lens.isFitted, lens.view.scale]).toEqual([false, 1]);
  press('ArrowRight', { shiftKey: true });
  expect(lens.view.x).toBeLessThan(0);
  press('0', { ctrlKey: true });
  expect([lens.isFitted, lens.view]).toEqual([true, { scale: 0.4, x: 0, y: 0 }]);
});

test('what lies in the trash is not thrown away again', () => {
  const there = desk({ trashedAt: 1 });
  there.press('Delete');
  expect(there.done).toEqual([]);
  const here = desk();
  here.press('Delete');
  expect(here.done).toEqual([['trash', undefined]]);
});
