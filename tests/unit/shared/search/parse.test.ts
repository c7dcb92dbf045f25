import { expect, test } from 'vitest';
import { parseSearch } from '#shared/search/parse.ts';
import { printSearch } from '#shared/search/print.ts';
import type { SearchTerm } from '#shared/search/tokens.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

function terms(source: string): (SearchTerm | string)[] {
  return parseSearch(source).tokens.flatMap<SearchTerm | string>((token) =>
    token.kind === 'word' ? [token.text] : (token.term ?? []),
  );
}

function problems(source: string): string[] {
  return parseSearch(source).problems.map(({ code, start, end }) => `${code} ${start}-${end}`);
}

/** What a search says, wherever its parts stand. */
function meaningOf(source: string): unknown {
  const { tokens, problems: wrong } = parseSearch(source);
  return {
    tokens: tokens.map((token) =>
      token.kind === 'word'
        ? ['word', token.isNegated, token.text]
        : [token.isNegated, token.term ?? token.value],
    ),
    codes: wrong.map(({ code }) => code),
  };
}

test('words stay words, filters are read, and each knows where it stands', () => {
  const { tokens } = parseSearch('round fox rating:>=3 -tag:"night sky"');
  expect(tokens.map(({ start, end }) => [start, end])).toEqual([
    [0, 5],
    [6, 9],
    [10, 20],
    [21, 37],
  ]);
  expect(tokens[3]).toMatchObject({ isNegated: true, term: { key: 'tag', name: 'night sky' } });
  expect(terms('round fox rating:>=3')).toEqual([
    'round',
    'fox',
    { key: 'rating', min: 3, max: 5 },
  ]);
});

test.each([
  ['rating:5', { key: 'rating', min: 5, max: 5 }],
  ['rating:2..4', { key: 'rating', min: 2, max: 4 }],
  ['rating:<2', { key: 'rating', min: 0, max: 1 }],
  ['board:"Forest ideas"', { key: 'board', name: 'Forest ideas' }],
  ['kept:yes', { key: 'kept', isKept: true }],
  ['is:imported', { key: 'is', state: 'imported' }],
  ['from:2026-11-01', { key: 'from', date: { year: 2026, month: 11, day: 1 } }],
  ['date:2026-2', { key: 'date', date: { year: 2026, month: 2 } }],
  ['date:WEEK', { key: 'date', date: { moment: 'week' } }],
  ['size:1024x512', { key: 'size', size: { width: 1024, height: 512 } }],
  ['size:square', { key: 'size', size: { shape: 'square' } }],
  ['size:<=512', { key: 'size', size: { min: 1, max: 512 } }],
  ['similar:01J8-2', { key: 'similar', to: 'picture', id: '01J8-2' }],
  ['similar:upload-u12', { key: 'similar', to: 'upload', id: 'u12' }],
] as const)('%s', (source, term) => {
  expect(terms(source)).toEqual([term]);
  expect(problems(source)).toEqual([]);
});

test('Chinese keys, values and signs are understood, and printed in one way', () => {
  const source =
    '评分：≥３ 画板:“森林 灵感” －标签：夜 状态:导入 日期:本周 从:2026年11月1日 尺寸:方形';
  expect(problems(source)).toEqual([]);
  expect(printSearch(parseSearch(source).tokens)).toBe(
    'rating:>=3 board:"森林 灵感" -tag:夜 is:imported date:week from:2026-11-01 size:square',
  );
});

test.each([
  ['a rating:6', 'search.rating-invalid 2-10'],
  ['rating:>5', 'search.rating-invalid 0-9'],
  ['ratings:5', 'search.key-unknown 0-9'],
  ['tag:', 'search.value-missing 0-4'],
  ['tag:"open end', 'search.unclosed 0-13'],
  ['date:2026-02-30', 'search.date-invalid 0-15'],
  ['kept:maybe', 'search.answer-invalid 0-10'],
  ['is:lost', 'search.state-invalid 0-7'],
  ['size:0', 'search.size-invalid 0-6'],
  ['similar:../x', 'search.similar-invalid 0-12'],
] as const)('%s is wrong there: %s', (source, problem) => {
  expect(problems(source)).toEqual([problem]);
});

test('an address, a time and a quoted filter are words', () => {
  expect(terms('https://example.com 12:30 "rating:5"')).toEqual([
    'https://example.com',
    '12:30',
    'rating:5',
  ]);
  expect(problems('https://example.com 12:30 "rating:5"')).toEqual([]);
});

test('what is printed is read back as the same, whatever was written', () => {
  const random = seededRandom(7);
  const parts = [
    ...['rating:', '评分：', 'board:', 'tag:', 'date:', 'size:', 'is:', 'x:', 'similar:', 'kept:'],
    ...['>=', '<', '≥', '3', '5', '..', '2026-11', 'week', 'square', '512x512', 'yes', 'trashed'],
    ...[
      '-',
      '－',
      '"',
      '“',
      '”',
      '\\',
      ' ',
      '\u3000',
      '\n',
      ':',
      '//',
      'fox',
      '红 苹果',
      '🦊',
      'é',
    ],
  ];
  for (let round = 0; round < 4_000; round += 1) {
    const source = Array.from({ length: random(9) }, () => parts[random(parts.length)]).join('');
    const { tokens, problems: wrong } = parseSearch(source);
    for (const { start, end } of [...tokens, ...wrong]) {
      expect(start).toBeLessThan(end);
      expect(end).toBeLessThanOrEqual(source.length);
    }
    const printed = printSearch(tokens);
    expect(printSearch(parseSearch(printed).tokens), source).toBe(printed);
    const isClosed = !wrong.some(({ code }) => code === 'search.unclosed');
    if (isClosed) expect(meaningOf(printed), source).toEqual(meaningOf(source));
  }
});

test('a wall of text is read in a moment', () => {
  const start = performance.now();
  parseSearch('-"\\'.repeat(100_000));
  expect(performance.now() - start).toBeLessThan(500);
});
