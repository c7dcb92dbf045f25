import { expect, test } from 'vitest';
import { firstVariants, variantFor } from '#shared/prompt/variants.ts';
import { planOf } from './support.ts';

function texts(
  source: string,
  seed: number,
  count: number,
  strategy: 'cycle' | 'random',
): string[] {
  const variant = variantFor(planOf(source), strategy, seed);
  return Array.from({ length: count }, (_, index) => variant(index).text);
}

test('cycling gives every variant before any repeats, in an order that the seed decides', () => {
  const six = 'a {red|{light|dark} blue} {cat|dog}';
  const seen = texts(six, 7, 12, 'cycle');
  expect(new Set(seen.slice(0, 6)).size).toBe(6);
  expect(seen.slice(6)).toEqual(seen.slice(0, 6));
  expect(texts(six, 8, 6, 'cycle')).not.toEqual(seen.slice(0, 6));
});

test('the order is fair: over many seeds every variant comes first about equally often', () => {
  const firsts = Array.from({ length: 1200 }, (_, seed) => texts('{a|b|c|d}', seed, 1, 'cycle')[0]);
  for (const text of ['a', 'b', 'c', 'd']) {
    const share = firsts.filter((first) => first === text).length / firsts.length;
    expect(Math.abs(share - 0.25)).toBeLessThan(0.05);
  }
});

test('nothing repeats among millions of variants either, and candidates can be asked in any order', () => {
  const huge = '{a|b|c|d|e|f|g|h}'.repeat(8);
  for (let seed = 0; seed < 20; seed += 1) {
    expect(new Set(texts(huge, seed, 64, 'cycle')).size).toBe(64);
  }
  const variant = variantFor(planOf(huge), 'cycle', 3);
  const backwards = Array.from({ length: 8 }, (_, index) => variant(7 - index).text).toReversed();
  expect(backwards).toEqual(texts(huge, 3, 8, 'cycle'));
});

test('one variant is every candidate’s', () => {
  expect(texts('a cat', 1, 3, 'cycle')).toEqual(['a cat', 'a cat', 'a cat']);
});

test('drawing: candidate i draws with seed + i, so it can be made again alone', () => {
  const plan = '{a|b|c} {d|e|f}';
  expect(texts(plan, 10, 5, 'random').slice(2)).toEqual(texts(plan, 12, 3, 'random'));
});

test('a hundred places with alternatives neither overflow nor stall, and all of them vary', () => {
  const huge = '{a|b}'.repeat(100);
  expect(planOf(huge).variantCount).toBe(Number.MAX_SAFE_INTEGER);
  const seen = texts(huge, 1, 32, 'cycle');
  for (let place = 0; place < 100; place += 1) {
    expect(new Set(seen.map((text) => text[place])).size).toBe(2);
  }
  expect(firstVariants(planOf(huge), 12)).toHaveLength(12);
});
