import { expect, test } from 'vitest';
import { CommandRegistry, type Command } from '#renderer/ui/commands.svelte.ts';
import { formatKeys, matchesKeys, type KeyPress } from '#renderer/ui/keys.ts';

function press(key: string, change: Partial<KeyPress> = {}): KeyPress {
  return {
    ...{ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
    ...change,
  };
}

function command(id: string, more: Partial<Command> = {}): Command {
  return { id, label: () => id, group: () => 'group', run: () => undefined, ...more };
}

test.each([
  ['Mod+K', press('k', { ctrlKey: true }), true],
  ['Mod+K', press('K', { ctrlKey: true, shiftKey: true }), false],
  ['Mod+K', press('k'), false],
  ['Mod+K', press('k', { metaKey: true }), false],
  ['Mod+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true }), true],
  ['?', press('?', { shiftKey: true }), true],
  ['?', press('?'), true],
  ['Alt+2', press('€', { altKey: true, code: 'Digit2' }), true],
  ['Delete', press('Backspace'), true],
  ['Space', press(' '), true],
  ['K', press('k', { altKey: true, code: 'KeyK' }), false],
])('%s and a press: %#', (keys, event, isMatch) => {
  expect(matchesKeys(event, keys, false)).toBe(isMatch);
});

test('on a Mac the command key is the modifier', () => {
  expect(matchesKeys(press('k', { metaKey: true }), 'Mod+K', true)).toBe(true);
  expect(matchesKeys(press('k', { ctrlKey: true }), 'Mod+K', true)).toBe(false);
  expect(formatKeys('Mod+Shift+Z', true)).toBe('⌘⇧Z');
  expect(formatKeys('Mod+Enter', false)).toBe('Ctrl ↵');
});

const here = { isMac: false, isTyping: false };

test('keys find their command; what is not available neither shows nor runs', () => {
  const registry = new CommandRegistry();
  let isAvailable = false;
  const leave = registry.register(() => [
    command('a', { keys: 'X', isAvailable: () => isAvailable }),
    command('listed', { keys: 'Y', run: undefined }),
  ]);
  expect(registry.runnable).toEqual([]);
  expect(registry.find(press('x'), here)).toBeUndefined();
  isAvailable = true;
  expect(registry.find(press('x'), here)?.id).toBe('a');
  expect(registry.find(press('y'), here)).toBeUndefined();
  expect(registry.all.map(({ id }) => id)).toEqual(['a', 'listed']);
  leave();
  expect(registry.all).toEqual([]);
});

test('while a text is typed only keys that mean nothing to it work', () => {
  const registry = new CommandRegistry();
  registry.register(['Mod+K', 'K', 'Mod+Z'].map((keys) => command(keys, { keys })));
  const typing = { isMac: false, isTyping: true };
  const found = [press('k', { ctrlKey: true }), press('k'), press('z', { ctrlKey: true })].map(
    (each) => registry.find(each, typing)?.id,
  );
  expect(found).toEqual(['Mod+K', undefined, undefined]);
  expect(registry.find(press('k'), here)?.id).toBe('K');
});

test('screens are changed while a text is typed, except where the keys write a sign', () => {
  const registry = new CommandRegistry();
  registry.register([command('two', { keys: 'Alt+2' })]);
  const pressed = press('2', { altKey: true, code: 'Digit2' });
  expect(registry.find(pressed, { isMac: false, isTyping: true })?.id).toBe('two');
  expect(registry.find(pressed, { isMac: true, isTyping: true })).toBeUndefined();
});

test('another key for the same runs it, and typing keeps its own', () => {
  const registry = new CommandRegistry();
  const redo = { ...{ id: 'redo', label: () => 'Redo', group: () => '' }, keys: 'Mod+Shift+Z' };
  registry.register([{ ...redo, alsoKeys: ['Mod+Y'], run: () => undefined }]);
  const press = { key: 'y', code: 'KeyY', ctrlKey: true };
  const rest = { metaKey: false, altKey: false, shiftKey: false };
  const found = (isTyping: boolean) =>
    registry.find({ ...press, ...rest }, { isMac: false, isTyping })?.id;
  expect([found(false), found(true)]).toEqual(['redo', undefined]);
});
