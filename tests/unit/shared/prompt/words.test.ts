import { expect, test } from 'vitest';
import { wordsOf } from '#shared/prompt/words.ts';

test('words are found with their places, in scripts with and without spaces', () => {
  expect(wordsOf('a red, apple!')).toEqual([
    { text: 'a', start: 0 },
    { text: 'red', start: 2 },
    { text: 'apple', start: 7 },
  ]);
  const chinese = wordsOf('一只红色的苹果');
  expect(chinese.map(({ text }) => text)).toContain('苹果');
  expect(chinese.map(({ text }) => text).join('')).toBe('一只红色的苹果');
  expect(wordsOf('  …  ')).toEqual([]);
});
