import { expect, test } from 'vitest';
import { UndoStack } from '#renderer/client/undo.svelte.ts';

function step(name: string, log: string[]) {
  return {
    label: () => name,
    undo: async () => void log.push(`undo ${name}`),
    redo: async () => void log.push(`redo ${name}`),
  };
}

test('back in order, forth in order, and a new change ends what was undone', async () => {
  const log: string[] = [];
  const stack = new UndoStack();
  stack.push(step('a', log));
  stack.push(step('b', log));
  await stack.undo();
  await stack.undo();
  expect(await stack.undo()).toBeUndefined();
  await stack.redo();
  expect(log).toEqual(['undo b', 'undo a', 'redo a']);
  stack.push(step('c', log));
  expect(stack.again).toBeUndefined();
  expect(stack.next?.label()).toBe('c');
});

test('presses that come fast wait for one another', async () => {
  const log: string[] = [];
  const stack = new UndoStack();
  stack.push(step('a', log));
  stack.push(step('b', log));
  await Promise.all([stack.undo(), stack.undo(), stack.redo()]);
  expect(log).toEqual(['undo b', 'undo a', 'redo a']);
});

test('a step that fails stays where it was', async () => {
  const stack = new UndoStack();
  let isBroken = true;
  stack.push({
    label: () => 'a',
    undo: () => (isBroken ? Promise.reject(new Error('no')) : Promise.resolve()),
    redo: () => Promise.resolve(),
  });
  await expect(stack.undo()).rejects.toThrow('no');
  expect(stack.next?.label()).toBe('a');
  isBroken = false;
  expect((await stack.undo())?.label()).toBe('a');
});
