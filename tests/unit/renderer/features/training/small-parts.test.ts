import { expect, test } from 'vitest';
import { droppedPath } from '#renderer/features/training/folder/dropped-path.ts';
import { columnsIn, tilesWithin } from '#renderer/features/training/review/tiles.ts';
import { alignedCurves, apart } from '#renderer/features/training/run/chart-data.ts';
import { chosenSteps } from '#renderer/features/training/run/sample-columns.ts';
import { verdictLine } from '#renderer/features/training/words/verdict-words.ts';
import { imaginedRun } from '#tests/support/training-client.ts';

const transfer = (data: Record<string, string>) => ({
  getData: (type: string) => data[type] ?? '',
});

test.each([
  [{ 'text/uri-list': 'file:///home/me/My%20pictures\r\n' }, '/home/me/My pictures'],
  [{ 'text/uri-list': 'file:///C:/pictures' }, 'C:/pictures'],
  [{ 'text/plain': ' ~/pictures ' }, '~/pictures'],
  [{ 'text/plain': 'D:\\pictures' }, 'D:\\pictures'],
  [{ 'text/plain': 'a red apple' }, undefined],
  [{ 'text/uri-list': 'https://example.com/x' }, undefined],
  [{ 'text/uri-list': 'file:///%E0%A4%A' }, undefined],
])('a drop of %o lies at %s', (data, path) => {
  expect(droppedPath(transfer(data as Record<string, string>), () => undefined)).toBe(path);
});

test('the window is told where a dropped folder lies before anything is guessed', () => {
  const folder = new File([], 'pictures');
  const drop = { ...transfer({ 'text/plain': '/elsewhere' }), files: [folder] };
  const pathOf = (file: File): string => `/home/me/${file.name}`;
  expect(droppedPath(drop, pathOf)).toBe('/home/me/pictures');
  expect(droppedPath(drop, () => undefined)).toBe('/elsewhere');
});

test('only tiles in sight are on the page, however many there are', () => {
  expect(columnsIn(100)).toBe(1);
  expect(columnsIn(1000)).toBe(5);
  const [first, end] = tilesWithin(100_000, 101_000, 5, 5000);
  expect(first % 5).toBe(0);
  expect(end - first).toBeLessThanOrEqual(30);
  expect(tilesWithin(-500, 400, 5, 7)).toEqual([0, 7]);
  expect(tilesWithin(1e9, 1e9 + 500, 5, 7)).toEqual([7, 7]);
  expect(tilesWithin(0, 0, 5, 0)).toEqual([0, 0]);
});

test('curves of different steps share one axis', () => {
  const [a, b] = [
    [{ step: 1, loss: 5 }],
    [
      { step: 0, loss: 7 },
      { step: 1, loss: 6 },
    ],
  ];
  expect(alignedCurves([a, b])).toEqual([
    [0, 1],
    [null, 5],
    [7, 6],
  ]);
});

test('labels that would cover each other move apart, in their order', () => {
  expect(apart([100, 40], 20)).toEqual([100, 40]);
  expect(apart([50, 45], 20)).toEqual([65, 45]);
  expect(apart([45, 50], 20)).toEqual([45, 65]);
});

test('of many samples the first and the last are shown, and some between', () => {
  expect(chosenSteps([0, 10, 20], 7)).toEqual([0, 10, 20]);
  const chosen = chosenSteps(
    Array.from({ length: 31 }, (_, at) => at * 10),
    7,
  );
  expect(chosen).toEqual([0, 50, 100, 150, 200, 250, 300]);
});

const verdict = { heldOutLoss: { before: 0.2, after: 0.15 }, overfitting: 'none' as const };

test.each([
  [verdict, 'Learned: pictures it never saw fit 25 % better.'],
  [
    { ...verdict, heldOutLoss: { before: 0.2, after: 0.199 } },
    'Hardly anything was learned. More steps or a higher rank may help.',
  ],
  [
    { ...verdict, overfitting: 'strong' as const },
    'Learned: pictures it never saw fit 25 % better. It knows its pictures by heart: choose an earlier step, or teach it with more pictures.',
  ],
  [
    { ...verdict, unrelated: { before: 0.3, after: 0.27 } },
    'Learned: pictures it never saw fit 25 % better. Unrelated prompts match 10 % less than before.',
  ],
  // Of a CLIP that finds even its own words unlike: this has become better.
  [
    { ...verdict, unrelated: { before: -0.09, after: -0.07 } },
    'Learned: pictures it never saw fit 25 % better.',
  ],
  [
    { accuracy: { before: 0.5, after: 0.75 }, overfitting: 'none' as const },
    'Learned: it names 25 more held-out pictures in a hundred.',
  ],
])('what became of a run is said: %o', (said, words) => {
  expect(verdictLine(imaginedRun('r', { verdict: said }))).toBe(words);
});

test('a run that was not judged has nothing said of it', () => {
  expect(verdictLine(imaginedRun('r'))).toBeUndefined();
});
