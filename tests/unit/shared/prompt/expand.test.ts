import { describe, expect, test } from 'vitest';
import { expandBySeed, expandVariant } from '#shared/prompt/expand.ts';
import { firstVariants } from '#shared/prompt/variants.ts';
import { planOf } from './support.ts';

type Weighted = [text: string, weight: number][];

function segmentsOf(source: string): Weighted {
  const { segments } = expandVariant(planOf(source), 0);
  return segments.map(({ text, weight }) => [text, Number(weight.toFixed(4))]);
}

test.each<[string, Weighted]>([
  [
    'a (red:1.3) apple',
    [
      ['a ', 1],
      ['red', 1.3],
      [' apple', 1],
    ],
  ],
  [
    'a (red) apple',
    [
      ['a ', 1],
      ['red', 1.1],
      [' apple', 1],
    ],
  ],
  [
    '[dull] apple',
    [
      ['dull', 0.9091],
      [' apple', 1],
    ],
  ],
  [
    '((red:1.2) apple:1.5)',
    [
      ['red', 1.8],
      [' apple', 1.5],
    ],
  ],
  ['(((red)))', [['red', 1.331]]],
  ['((red:5):5)', [['red', 5]]],
  ['(red:0)', [['red', 0]]],
  ['(red:.5)', [['red', 0.5]]],
  ['(ratio 3:4 sign)', [['ratio 3:4 sign', 1.1]]],
  ['(a portrait: red)', [['a portrait: red', 1.1]]],
  [String.raw`(a\:1.2)`, [['a:1.2', 1.1]]],
  [String.raw`a \(round\) thing`, [['a (round) thing', 1]]],
  [String.raw`\[\{\|\}\] \\`, [[String.raw`[{|}] \ `.trimEnd(), 1]]],
  ['(red : 1.3 )', [['red', 1.3]]],
  [
    '(苹果:1.2)在雪地里',
    [
      ['苹果', 1.2],
      ['在雪地里', 1],
    ],
  ],
  ['(تفاحة حمراء:1.4)', [['تفاحة حمراء', 1.4]]],
  ['👩‍🎨 e\u0301te\u0301', [['👩‍🎨 été', 1]]],
])('weights: %s', (source, wanted) => {
  expect(segmentsOf(source)).toEqual(wanted);
});

describe('alternatives', () => {
  test('all variants are counted and written out once each', () => {
    const plan = planOf('a {red|{light|dark} blue} {cat|dog}');
    const texts = firstVariants(plan, 100).map((variant) => variant.text);
    expect(plan.variantCount).toBe(6);
    expect(texts).toEqual([
      'a red cat',
      'a light blue cat',
      'a dark blue cat',
      'a red dog',
      'a light blue dog',
      'a dark blue dog',
    ]);
  });

  test('an empty alternative leaves no gap', () => {
    const texts = firstVariants(planOf('a {|very} big cat'), 9).map((variant) => variant.text);
    expect(texts).toEqual(['a big cat', 'a very big cat']);
  });

  test('what was chosen at each place is told, inner choices included', () => {
    const source = 'a {red|{light|dark} blue} (__animal__:1.2)';
    const plan = planOf(source, { animal: ['cat', '{small|big} dog'] });
    const seen = firstVariants(plan, 99).map(({ choices }) =>
      choices.map(({ start, end, text }) => `${source.slice(start, end)}=${text}`),
    );
    expect(seen).toHaveLength(9);
    expect(seen).toContainEqual(['{red|{light|dark} blue}=dark blue', '__animal__=big dog']);
    expect(seen.every((choices) => choices.length === 2)).toBe(true);
  });

  test('weights apply to what is chosen inside them, and choices may hold weights', () => {
    const { segments } = expandVariant(planOf('({a|(b:2)}:1.5)'), 1);
    expect(segments).toEqual([{ text: 'b', weight: 3 }]);
  });
});

describe('drawing by seed', () => {
  const odd = planOf('{9::red|blue}');

  test('respects the odds', () => {
    const texts = Array.from({ length: 400 }, (_, seed) => expandBySeed(odd, seed).text);
    const reds = texts.filter((text) => text === 'red').length;
    expect(reds).toBeGreaterThan(330);
    expect(reds).toBeLessThan(390);
  });

  test('never draws what has no odds, unless nothing has', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      expect(expandBySeed(planOf('{0::red|blue}'), seed).text).toBe('blue');
    }
    expect(planOf('{0::red|blue}').variantCount).toBe(1);
    const texts = Array.from({ length: 50 }, (_, seed) =>
      expandBySeed(planOf('{0::red|0::blue}'), seed),
    ).map(({ text }) => text);
    expect(new Set(texts)).toEqual(new Set(['red', 'blue']));
  });

  test('is pinned: a seed must draw the same on every machine and in every version', () => {
    const plan = planOf('{red|green|blue} {3::cat|dog} {a|b|c|d|e}');
    const texts = [0, 1, 42, 4294967295].map((seed) => expandBySeed(plan, seed).text);
    expect(texts).toMatchInlineSnapshot(`
      [
        "green cat d",
        "green dog d",
        "green dog e",
        "red cat e",
      ]
    `);
  });
});

test('a LoRA is no part of the words', () => {
  const { text, loras } = expandVariant(planOf('cat <lora:ink:0.8><lora: b >'), 0);
  expect(text).toBe('cat');
  expect(loras).toEqual([
    { name: 'ink', weight: 0.8 },
    { name: 'b', weight: 1 },
  ]);
});
