import { expect, test } from 'vitest';
import { completePrompt } from '#renderer/features/create/prompt-completion.ts';

const vocabulary = {
  wildcards: [
    { name: 'animal', count: 3 },
    { name: 'plants/tree', count: 9 },
  ],
  loras: [
    { name: 'Ink', syntax: '<lora:Ink:0.8>', about: 'ink wash' },
    { name: 'pixel-art', syntax: '<lora:pixel-art:0.8>' },
  ],
  styles: ['3d', 'flat', 'flat icon', 'pixel art'],
};

function labels(before: string, isAsked = false): string[] | undefined {
  return completePrompt(before, vocabulary, isAsked)?.options.map(({ label }) => label);
}

test('two low lines offer the wildcard files, by any part of their names', () => {
  expect(completePrompt('a __ani', vocabulary, false)).toEqual({
    from: 2,
    options: [{ label: '__animal__', kind: 'wildcard', count: 3 }],
  });
  expect(labels('a __')).toHaveLength(2);
  expect(labels('a __tre')).toEqual(['__plants/tree__']);
  expect(labels('a __zebra')).toBeUndefined();
});

test('the end of a wildcard is not the beginning of another', () => {
  expect(labels('a __animal__')).toBeUndefined();
  expect(labels('a __animal__ and __')).toHaveLength(2);
});

test('style words are offered after a comma or in brackets, not in the subject', () => {
  expect(labels('a cat, fl')).toEqual(['flat', 'flat icon']);
  expect(completePrompt('a cat, flat i', vocabulary, false)?.from).toBe(7);
  expect(labels('a cat, (pix')).toEqual(['pixel art']);
  expect(labels('fl')).toBeUndefined();
  expect(labels('a cat, flat')).toBeUndefined();
  expect(labels('a cat on fl')).toBeUndefined();
});

test('an empty part is completed only when asked for', () => {
  expect(labels('a cat, ')).toBeUndefined();
  expect(labels('a cat, ', true)).toEqual(vocabulary.styles);
});

test('an opened bracket offers LoRAs, whole with their brackets and weight', () => {
  expect(completePrompt('a fox <lora:in', vocabulary, false)).toEqual({
    from: 6,
    options: [{ label: '<lora:Ink:0.8>', kind: 'lora', about: 'ink wash' }],
  });
  expect(labels('a fox <lo')).toHaveLength(2);
  expect(labels('a < b')).toBeUndefined();
  expect(labels('<lora:Ink:0.8')).toBeUndefined();
});
