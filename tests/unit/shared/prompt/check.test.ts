import { expect, test } from 'vitest';
import { promptErrors } from '#shared/errors/catalogue/prompt.ts';
import { describeError } from '#shared/errors/describe.ts';
import { checkPrompt } from '#shared/prompt/check.ts';
import { refusal } from './support.ts';

test.each(['', ' \n\t', '\u3000', '()', '{|}', '([ ]:1.2)', '<lora:ink:1>'])(
  'without words: %j',
  (source) => {
    expect(refusal(() => checkPrompt(source)).code).toBe('prompt.empty');
    expect(checkPrompt(source, { mayBeEmpty: true }).source).toBe(source);
  },
);

test.each(['{|red}', '__animal__', '(x:0)', '😀'])('with words: %s', (source) => {
  expect(checkPrompt(source).problems).toEqual([]);
});

test('length is counted in characters, and the limit is exact', () => {
  const long = refusal(() => checkPrompt('x'.repeat(10_000)));
  expect(long).toMatchObject({ code: 'prompt.too-long', params: { length: 10_000, limit: 2000 } });
  expect(() => checkPrompt('😀'.repeat(2000))).not.toThrow();
  expect(refusal(() => checkPrompt('😀'.repeat(2001))).params).toMatchObject({ length: 2001 });
});

test('the first mistake is the one that is told', () => {
  const { code, params } = refusal(() => checkPrompt('a (red and {blue'));
  expect({ code, params }).toEqual({
    code: 'prompt.unclosed',
    params: { column: 3, character: '(', closer: ')' },
  });
});

test.each([
  '',
  'x'.repeat(2001),
  '(red',
  'red)',
  '(red:1.x)',
  '(red:-1)',
  '<lora:ink:>',
  '<lora:ink',
  `${'('.repeat(25)}x${')'.repeat(25)}`,
])('both languages have a whole sentence for %j', (source) => {
  const error = refusal(() => checkPrompt(source));
  expect(Object.keys(promptErrors)).toContain(error.code);
  for (const language of ['en', 'zh-CN'] as const) {
    const { what, action } = describeError(error, language);
    // Nothing is left to fill in, and something is said.
    expect(what + action).not.toMatch(/\{[a-z]+\}/);
    expect(Math.min(what.length, action.length)).toBeGreaterThan(3);
  }
});
