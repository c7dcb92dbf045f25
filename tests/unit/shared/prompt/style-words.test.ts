import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stylesOf } from '#shared/domain/styles.ts';
import { styleIn, withStyle } from '#shared/prompt/style-words.ts';

const styles = stylesOf('spark');
const [threeD, , flat] = styles;

test('a style is found as a part of its own, weighted or not, never inside other words', () => {
  expect(styleIn('a red apple, 3d', styles)?.id).toBe('3d');
  expect(styleIn('a red apple, ((Glossy 3D:1.3)), on wood', styles)?.id).toBe('3d');
  expect(styleIn('一个红苹果，扁平', styles)?.id).toBe('flat');
  expect(styleIn('a flat tyre', styles)).toBeUndefined();
  expect(styleIn('a {flat, 3d} apple', styles)).toBeUndefined();
});

test('putting a style in replaces the one before and leaves the rest as it was written', () => {
  expect(withStyle('a  (red:1.2) apple,3d , on wood', flat, styles)).toBe(
    'a  (red:1.2) apple, on wood, flat',
  );
  expect(withStyle('一个红苹果', flat, styles)).toBe('一个红苹果，扁平');
  expect(withStyle('', threeD, styles)).toBe('3d');
  expect(withStyle('(glossy 3d:1.3), apple', threeD, styles)).toBe('apple, 3d');
});

test('in and out again gives the prompt as it was', () => {
  for (const prompt of ['a cat', 'a {red|green} apple, on wood', 'say \\(hi\\), there', '猫']) {
    for (const style of styles) {
      const styled = withStyle(prompt, style, styles);
      expect(styleIn(styled, styles)?.id).toBe(style.id);
      expect(withStyle(styled, undefined, styles)).toBe(prompt);
    }
  }
});

test('every word was in the captions that the model was trained on', () => {
  const captions = readFileSync(
    join(import.meta.dirname, '../../../../resources/pretraining/captions.py'),
    'utf8',
  );
  const known = styles.flatMap(({ words, chinese }) => [...words, ...chinese]);
  expect(known.filter((word) => !captions.includes(`"${word}"`))).toEqual([]);
});
