import { expect, test } from 'vitest';
import { History } from '#renderer/features/edit/history/history.svelte.ts';

function walked(): History<{ id: string; parent?: string }> {
  const history = new History<{ id: string; parent?: string }>();
  history.begin([{ id: 'root' }], 'root');
  history.add({ id: 'a', parent: 'root' });
  history.add({ id: 'b', parent: 'a' });
  return history;
}

test('back and forth walk the branch that was walked last', () => {
  const history = walked();
  expect(history.after).toBeUndefined();
  history.moveTo(history.before?.id ?? '');
  history.moveTo(history.before?.id ?? '');
  expect(history.current?.id).toBe('root');
  expect(history.before).toBeUndefined();
  history.moveTo(history.after?.id ?? '');
  history.moveTo(history.after?.id ?? '');
  expect(history.current?.id).toBe('b');
});

test('a step from an earlier one begins a branch and loses nothing', () => {
  const history = walked();
  history.moveTo('root');
  history.add({ id: 'c', parent: 'root' });
  expect(history.way.map(({ id }) => id)).toEqual(['root', 'c']);
  expect(history.steps).toHaveLength(4);
  history.moveTo('root');
  expect(history.after?.id).toBe('c');
  history.moveTo('b');
  history.moveTo('root');
  expect(history.after?.id).toBe('a');
});

test('another picture has a history of its own', () => {
  const history = walked();
  history.begin([{ id: 'other' }], 'other');
  expect(history.way.map(({ id }) => id)).toEqual(['other']);
  expect(history.after).toBeUndefined();
});

test('a step that is told of twice is there once', () => {
  const history = walked();
  history.add({ id: 'b', parent: 'a' });
  expect(history.steps).toHaveLength(3);
});
