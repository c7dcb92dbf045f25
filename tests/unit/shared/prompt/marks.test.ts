import { expect, test } from 'vitest';
import { promptMarks } from '#shared/prompt/marks.ts';
import { parsePrompt } from '#shared/prompt/parse.ts';
import { randomSource } from './support.ts';

function marksOf(source: string): string[] {
  return promptMarks(parsePrompt(source)).map(
    ({ kind, start, end }) => `${kind} ${source.slice(start, end)}`,
  );
}

test('every sign of the language is marked, in the order of the source', () => {
  expect(marksOf('a (red:1.3) {2::cat|dog} __x__ <lora:y:0.8>')).toEqual([
    'weight (red:1.3)',
    'bracket (',
    'weight-number 1.3',
    'bracket )',
    'choice {2::cat|dog}',
    'bracket {',
    'weight-number 2',
    'bracket |',
    'bracket }',
    'wildcard __x__',
    'lora <lora:y:0.8>',
    'weight-number 0.8',
  ]);
});

test('an escaped or foreign bracket does not pass for the missing one', () => {
  expect(marksOf(String.raw`(a \)`)).toEqual([String.raw`weight (a \)`, 'bracket (']);
  expect(marksOf('(a [b]')).toEqual([
    'weight (a [b]',
    'bracket (',
    'weight [b]',
    'bracket [',
    'bracket ]',
  ]);
});

test('marks lie inside the source, are not empty, and come in order', () => {
  for (let seed = 0; seed < 1000; seed += 1) {
    const source = randomSource(seed);
    let last = 0;
    for (const { start, end } of promptMarks(parsePrompt(source))) {
      expect(start).toBeGreaterThanOrEqual(last);
      expect(end).toBeGreaterThan(start);
      expect(end).toBeLessThanOrEqual(source.length);
      last = start;
    }
  }
});
