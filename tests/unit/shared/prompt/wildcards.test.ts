import { expect, test } from 'vitest';
import { firstVariants, variantFor } from '#shared/prompt/variants.ts';
import { planOf, refusal } from './support.ts';

test('lines are alternatives and may hold the language themselves', () => {
  const plan = planOf('__颜色__ __animal__', {
    animal: ['cat', '{small|big} dog'],
    颜色: ['红色'],
  });
  expect(firstVariants(plan, 9).map((variant) => variant.text)).toEqual([
    '红色 cat',
    '红色 small dog',
    '红色 big dog',
  ]);
});

test('a name is looked up composed, however it was typed', () => {
  const plan = planOf('__cafe\u0301__', { 'caf\u00e9': ['espresso'] });
  expect(firstVariants(plan, 1)[0]?.text).toBe('espresso');
});

test('an unknown one is refused, also from inside a file, at its place in the prompt', () => {
  expect(refusal(() => planOf('a __plant__'))).toMatchObject({
    code: 'prompt.wildcard-unknown',
    params: { name: 'plant', column: 3, character: '_' },
  });
  expect(refusal(() => planOf('a (big __x__)', { x: ['__plant__'] }))).toMatchObject({
    code: 'prompt.wildcard-unknown',
    params: { name: 'plant', column: 8 },
  });
  expect(refusal(() => planOf('__x__', { x: [] })).code).toBe('prompt.wildcard-unknown');
});

test('a circle is refused, by the name that closes it', () => {
  expect(refusal(() => planOf('a __x__', { x: ['__x__'] }))).toMatchObject({
    code: 'prompt.wildcard-loop',
    params: { name: 'x', column: 3 },
  });
  const circle = { x: ['cat', 'big __y__'], y: ['{red|__x__}'] };
  expect(refusal(() => planOf('__x__', circle)).code).toBe('prompt.wildcard-loop');
});

test('the same file twice is no circle', () => {
  expect(planOf('__x__ {__x__|__y__}', { x: ['a', 'b'], y: ['__x__'] }).variantCount).toBe(8);
});

test('files that multiply each other are refused at once, not written out', () => {
  const files = Object.fromEntries(
    Array.from({ length: 20 }, (_, level) => [
      `f${level}`,
      Array<string>(50).fill(`__f${level + 1}__ `.repeat(20)),
    ]),
  );
  const begun = performance.now();
  const error = refusal(() => planOf('__f0__', { ...files, f20: ['x'] }));
  expect(error).toMatchObject({ code: 'prompt.too-long', params: { limit: 20_000 } });
  expect(performance.now() - begun).toBeLessThan(1000);
});

test('a chain of files that is too long is refused', () => {
  const files = Object.fromEntries(
    Array.from({ length: 100 }, (_, level) => [`f${level}`, [`__f${level + 1}__`]]),
  );
  expect(refusal(() => planOf('__f0__', files)).code).toBe('prompt.too-deep');
});

test('a mistake in a file is read as an editor reads it', () => {
  const plan = planOf('__face__', { face: ['smile :)', 'x'] });
  expect(firstVariants(plan, 1)[0]?.text).toBe('smile :)');
});

test('a file of a hundred thousand lines is gone through a few times, not anew for every candidate', () => {
  const all = Array.from({ length: 100_000 }, (_, line) => `word ${line} (x:1.2)`);
  let read = 0;
  const lines = new Proxy(all, {
    get(target, key, receiver): unknown {
      if (typeof key === 'string' && /^\d/.test(key)) read += 1;
      return Reflect.get(target, key, receiver);
    },
  });
  const plan = planOf('a __w__, __w__ and __w__', { w: lines });
  const variant = variantFor(plan, 'cycle', 3);
  const texts = Array.from({ length: 64 }, (_, index) => variant(index).text);
  expect(new Set(texts).size).toBe(64);
  expect(read).toBeGreaterThanOrEqual(all.length);
  expect(read).toBeLessThan(8 * all.length);
});
