import { expect, test } from 'vitest';
import { UndoStack } from '#renderer/client/undo.svelte.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

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

/** A step whose ways end when the test says so. */
function slowStep(name: string, log: string[]) {
  const release = { go: (): void => undefined };
  const way = (what: string) => () =>
    new Promise<void>((resolve) => {
      release.go = () => {
        log.push(`${what} ${name}`);
        resolve();
      };
    });
  return { step: { label: () => name, undo: way('undo'), redo: way('redo') }, release };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a change made while an undo runs stays, and the undone one goes', async () => {
  const log: string[] = [];
  const stack = new UndoStack();
  const { step: slow, release } = slowStep('slow', log);
  stack.push(slow);
  const undoing = stack.undo();
  await settled();
  stack.push(step('meanwhile', log));
  release.go();
  await undoing;
  expect(stack.next?.label()).toBe('meanwhile');
  await stack.undo();
  expect(await stack.undo()).toBeUndefined();
  expect(log).toEqual(['undo slow', 'undo meanwhile']);
});

test('a change made while something is done again stands after it', async () => {
  const log: string[] = [];
  const stack = new UndoStack();
  const { step: slow, release } = slowStep('slow', log);
  stack.push(slow);
  const undoing = stack.undo();
  await settled();
  release.go();
  await undoing;
  const redoing = stack.redo();
  await settled();
  stack.push(step('meanwhile', log));
  release.go();
  await redoing;
  expect(stack.next?.label()).toBe('meanwhile');
  await stack.undo();
  expect(stack.next?.label()).toBe('slow');
});

test('a note takes back its own change, whatever was done since', async () => {
  const log: string[] = [];
  const stack = new UndoStack();
  const first = step('first', log);
  stack.push(first);
  stack.push(step('second', log));
  await stack.undo(first);
  expect(await stack.undo(first)).toBeUndefined();
  expect(stack.next?.label()).toBe('second');
  expect(log).toEqual(['undo first']);
});

test('a step of which nothing is left is dropped', async () => {
  const log: string[] = [];
  const stack = new UndoStack();
  stack.push(step('before', log));
  stack.push({
    label: () => 'gone',
    undo: () => Promise.reject(new EaselError('undo.gone', { what: 'gone' })),
    redo: () => Promise.resolve(),
  });
  await expect(stack.undo()).rejects.toThrow(/gone/);
  expect((await stack.undo())?.label()).toBe('before');
});
