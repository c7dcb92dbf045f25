import { describe, expect, test } from 'vitest';
import { EaselError } from '#shared/errors/easel-error.ts';
import { Mt19937 } from '#shared/numeric/mt19937.ts';
import { checkPrompt } from '#shared/prompt/check.ts';
import { expandBySeed, expandVariant, planPrompt } from '#shared/prompt/expand.ts';
import { promptMarks } from '#shared/prompt/marks.ts';
import { parsePrompt } from '#shared/prompt/parse.ts';
import { firstVariants, variantFor } from '#shared/prompt/variants.ts';

const none = (): undefined => undefined;

function segmentsOf(source: string): [string, number][] {
  const { segments } = expandVariant(planPrompt(checkPrompt(source), none), 0);
  return segments.map(({ text, weight }) => [text, Number(weight.toFixed(4))]);
}

function refusal(run: () => unknown): EaselError {
  try {
    run();
  } catch (error) {
    if (error instanceof EaselError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('weights', () => {
  test.each([
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
    ['(ratio 3:4 sign)', [['ratio 3:4 sign', 1.1]]],
    ['(a portrait: red)', [['a portrait: red', 1.1]]],
    [String.raw`a \(round\) thing`, [['a (round) thing', 1]]],
    ['(red : 1.3 )', [['red', 1.3]]],
    [
      '(苹果:1.2)在雪地里',
      [
        ['苹果', 1.2],
        ['在雪地里', 1],
      ],
    ],
  ] as [string, [string, number][]][])('%s', (source, wanted) => {
    expect(segmentsOf(source)).toEqual(wanted);
  });
});

describe('mistakes name the character', () => {
  test.each([
    ['a (red apple', 'prompt.unclosed', 3, '('],
    ['👩‍🎨 (red', 'prompt.unclosed', 5, '('],
    ['{red|blue', 'prompt.unclosed', 1, '{'],
    ['a red) apple', 'prompt.stray-closing', 6, ')'],
    ['(red:1.x)', 'prompt.weight-invalid', 6, '1'],
    ['(red:-1)', 'prompt.weight-range', 6, '-'],
    ['(red:99)', 'prompt.weight-range', 6, '9'],
    ['(red]', 'prompt.stray-closing', 5, ']'],
  ])('%s', (source, code, column, character) => {
    const problems = parsePrompt(source).problems.map((problem) => problem.code);
    expect(problems).toContain(code);
    const problem = parsePrompt(source).problems.find((one) => one.code === code);
    expect(problem?.params).toMatchObject({ column, character });
    expect(() => checkPrompt(source)).toThrow(EaselError);
  });

  test('empty, blank and overlong prompts', () => {
    expect(refusal(() => checkPrompt('')).code).toBe('prompt.empty');
    expect(refusal(() => checkPrompt(' \n\t')).code).toBe('prompt.empty');
    expect(checkPrompt('', { mayBeEmpty: true }).nodes).toEqual([]);
    const long = refusal(() => checkPrompt('x'.repeat(10_000)));
    expect(long).toMatchObject({ code: 'prompt.too-long', params: { length: 10_000 } });
    expect(() => checkPrompt('😀'.repeat(2000))).not.toThrow();
  });

  test('brackets nested without end are refused, not followed', () => {
    const problems = parsePrompt('('.repeat(2000)).problems.map((problem) => problem.code);
    expect(problems).toContain('prompt.too-deep');
  });
});

describe('alternatives', () => {
  const plan = planPrompt(checkPrompt('a {red|{light|dark} blue} {cat|dog}'), none);

  test('all variants are counted and written out once each', () => {
    const texts = firstVariants(plan, 100).map((variant) => variant.text);
    expect(plan.variantCount).toBe(6);
    expect(new Set(texts)).toEqual(
      new Set(['red', 'light blue', 'dark blue'].flatMap((c) => [`a ${c} cat`, `a ${c} dog`])),
    );
  });

  test('cycling gives every variant before any repeats, in an order that the seed decides', () => {
    const texts = [0, 1, 2, 3, 4, 5, 6].map((index) => variantFor(plan, 'cycle', 7)(index).text);
    expect(new Set(texts.slice(0, 6)).size).toBe(6);
    expect(texts[6]).toBe(texts[0]);
    const other = [0, 1, 2, 3, 4, 5].map((index) => variantFor(plan, 'cycle', 8)(index).text);
    expect(other).not.toEqual(texts.slice(0, 6));
  });

  test('drawing respects the odds and the seed', () => {
    const odd = planPrompt(checkPrompt('{9::red|blue}'), none);
    const texts = Array.from({ length: 400 }, (_, seed) => expandBySeed(odd, seed).text);
    const reds = texts.filter((text) => text === 'red').length;
    expect(reds).toBeGreaterThan(330);
    expect(reds).toBeLessThan(390);
    expect(expandBySeed(odd, 5)).toEqual(expandBySeed(odd, 5));
  });

  test('an empty alternative leaves no gap', () => {
    const texts = firstVariants(planPrompt(checkPrompt('a {|very} big cat'), none), 9);
    expect(texts.map((variant) => variant.text)).toEqual(['a big cat', 'a very big cat']);
  });

  test('a hundred places with alternatives neither overflow nor stall', () => {
    const huge = planPrompt(checkPrompt('{a|b}'.repeat(100)), none);
    expect(huge.variantCount).toBe(Number.MAX_SAFE_INTEGER);
    expect(variantFor(huge, 'cycle', 1)(0).text).toHaveLength(100);
  });
});

describe('wildcards', () => {
  const files: Record<string, string[]> = {
    animal: ['cat', '{small|big} dog'],
    颜色: ['红色'],
    loop: ['__loop__'],
  };
  const lookup = (name: string) => files[name];

  test('lines are alternatives and may hold the language themselves', () => {
    const plan = planPrompt(checkPrompt('__颜色__ __animal__'), lookup);
    expect(firstVariants(plan, 9).map((variant) => variant.text)).toEqual([
      '红色 cat',
      '红色 small dog',
      '红色 big dog',
    ]);
  });

  test('unknown and circular ones are refused', () => {
    const unknown = refusal(() => planPrompt(checkPrompt('a __plant__'), lookup));
    expect(unknown).toMatchObject({
      code: 'prompt.wildcard-unknown',
      params: { name: 'plant', column: 3 },
    });
    expect(refusal(() => planPrompt(checkPrompt('__loop__'), lookup)).code).toBe(
      'prompt.wildcard-loop',
    );
  });
});

test('a LoRA is no part of the words', () => {
  const { text, loras } = expandVariant(planPrompt(checkPrompt('cat <lora:ink:0.8>'), none), 0);
  expect(text).toBe('cat');
  expect(loras).toEqual([{ name: 'ink', weight: 0.8 }]);
});

test('marks lie inside the source and follow its order', () => {
  const source = 'a (red:1.3) {cat|dog} __x__';
  const marks = promptMarks(parsePrompt(source));
  expect(marks.map((mark) => `${mark.kind} ${source.slice(mark.start, mark.end)}`)).toEqual([
    'weight (red:1.3)',
    'bracket (',
    'weight-number 1.3',
    'bracket )',
    'choice {cat|dog}',
    'bracket {',
    'bracket }',
    'wildcard __x__',
  ]);
});

test('no text at all makes the parser throw, and its ranges cover the source in order', () => {
  const random = new Mt19937(11);
  const alphabet = [
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '|',
    ':',
    '1.2',
    '__',
    'a',
    ' ',
    '\\',
    '<lora:x>',
    '熊',
    '😀',
    'م',
  ];
  for (let round = 0; round < 2000; round += 1) {
    const length = random.nextUint32() % 40;
    const source = Array.from(
      { length },
      () => alphabet[random.nextUint32() % alphabet.length],
    ).join('');
    const parsed = parsePrompt(source);
    let at = 0;
    for (const node of parsed.nodes) {
      expect(node.start).toBe(at);
      at = node.end;
    }
    expect(at).toBe(source.length);
  }
});
