import { describe, expect, test } from 'vitest';
import type { PromptNode } from '#shared/prompt/nodes.ts';
import { parsePrompt } from '#shared/prompt/parse.ts';
import { randomSource } from './support.ts';

type Problem = readonly [code: string, column: number, character: string];

function problemsOf(source: string): Problem[] {
  return parsePrompt(source).problems.map(({ code, params }) => [
    code,
    Number(params['column']),
    String(params['character']),
  ]);
}

describe('mistakes name the character, and nothing but the mistake', () => {
  test.each<[string, Problem[]]>([
    ['a (red apple', [['prompt.unclosed', 3, '(']]],
    ['👩‍🎨 (red', [['prompt.unclosed', 5, '(']]],
    ['تفاحة [حمراء', [['prompt.unclosed', 7, '[']]],
    ['{red|blue', [['prompt.unclosed', 1, '{']]],
    ['a <lora:ink', [['prompt.unclosed', 3, '<']]],
    ['a red) apple', [['prompt.stray-closing', 6, ')']]],
    ['{a (b | c}', [['prompt.unclosed', 4, '(']]],
    [
      '(red]',
      [
        ['prompt.unclosed', 1, '('],
        ['prompt.stray-closing', 5, ']'],
      ],
    ],
    [
      '(a {b) c}',
      [
        ['prompt.unclosed', 4, '{'],
        ['prompt.stray-closing', 9, '}'],
      ],
    ],
    [String.raw`(red:1.2\)`, [['prompt.unclosed', 1, '(']]],
    ['(red:1.x)', [['prompt.weight-invalid', 6, '1']]],
    ['(red:1,3)', [['prompt.weight-invalid', 6, '1']]],
    ['(red:0x2)', [['prompt.weight-invalid', 6, '0']]],
    ['(red:-1)', [['prompt.weight-range', 6, '-']]],
    ['(red:99)', [['prompt.weight-range', 6, '9']]],
    ['{-2::red|blue}', [['prompt.weight-range', 2, '-']]],
    ['{2x::red|blue}', [['prompt.weight-invalid', 2, '2']]],
    ['<lora:ink:>', [['prompt.weight-invalid', 11, '>']]],
    ['<lora:ink:1:1>', [['prompt.weight-invalid', 11, '1']]],
    ['<lora:ink:9>', [['prompt.weight-range', 11, '9']]],
    [`${'('.repeat(30)}x${')'.repeat(24)}`, [['prompt.too-deep', 25, '(']]],
  ])('%s', (source, wanted) => {
    expect(problemsOf(source)).toEqual(wanted);
  });
});

test.each([
  'a {|very} big cat',
  '(ratio 3:4 sign)',
  '(and then:...)',
  '(3:00pm sharp)',
  'a | b',
  '<3 and a < b',
  '__not a wildcard__ ___',
  String.raw`\(round\) \[s\] \{c\} \: \| \\ \_ \<lora: C:\path`,
  '<lora:ink:-0.5>',
  '',
])('no mistake: %s', (source) => {
  expect(problemsOf(source)).toEqual([]);
});

test.each(['animal', '颜色', 'हिन्दी', 'می‌خواهم', 'big_cat', 'a/b-2', 'é'.normalize('NFD')])(
  'wildcard names: %s',
  (name) => {
    expect(parsePrompt(`__${name}__`).nodes).toEqual([
      { kind: 'wildcard', name, start: 0, end: name.length + 4 },
    ]);
  },
);

test('every part knows its place', () => {
  const source = '{2::red| x} <lora:ink:0.8> (a : 1.5 )';
  const [choice, , lora, , weight] = parsePrompt(source).nodes;
  const at = (range?: { start: number; end: number }): string | undefined =>
    range && source.slice(range.start, range.end);
  expect(choice?.kind === 'choice' && choice.options.map(at)).toEqual(['2::red', ' x']);
  expect(choice?.kind === 'choice' && at(choice.options[0]?.oddsRange)).toBe('2');
  expect(lora?.kind === 'lora' && at(lora.weightRange)).toBe('0.8');
  expect(weight?.kind === 'weight' && at(weight.weightRange)).toBe('1.5');
});

test('random text never makes it throw; places are in order and touch', () => {
  function expectTiled(nodes: readonly PromptNode[], start: number, end: number): void {
    let at = start;
    for (const node of nodes) {
      expect(node.start).toBe(at);
      expect(node.end).toBeGreaterThan(at);
      at = node.end;
      if (node.kind === 'weight' && node.children.length > 0) {
        expectTiled(node.children, node.start + 1, node.children.at(-1)?.end ?? 0);
      }
      if (node.kind === 'choice') {
        for (const { children, end: optionEnd } of node.options) {
          if (children.length > 0) expectTiled(children, children[0]?.start ?? 0, optionEnd);
        }
      }
    }
    expect(at).toBe(end);
  }
  for (let seed = 0; seed < 3000; seed += 1) {
    const source = randomSource(seed);
    const { nodes, problems } = parsePrompt(source);
    expectTiled(nodes, 0, source.length);
    for (const { start, end } of problems) {
      expect(start).toBeLessThan(end);
      expect(end).toBeLessThanOrEqual(source.length);
    }
  }
});

test.each(['(', ')', '{(:1|', '( ', ' ', '__a_', '<lora:', '[{(', '{|', '3::', ':1 ', '\\'])(
  'a wall of %j costs no more than its length',
  (piece) => {
    const source = `({${piece.repeat(200_000 / piece.length)}`;
    const begun = performance.now();
    expect(parsePrompt(source).problems.length).toBeLessThanOrEqual(100);
    // Some 50 ms; the square of the length would be minutes.
    expect(performance.now() - begun).toBeLessThan(2000);
  },
);
