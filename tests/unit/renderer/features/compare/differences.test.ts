import { expect, test } from 'vitest';
import { differencesOf } from '#renderer/features/compare/differences.ts';
import { rankedPicture } from '#tests/support/ranked-picture.ts';

test('parts add up to the score in every column, and the best is marked', () => {
  const { score } = differencesOf([
    rankedPicture(0, { match: 0.3335 }),
    rankedPicture(1, { match: 0.5004 }),
  ]);
  expect(score.map((row) => row.name)).toEqual([
    'Score',
    'Prompt match',
    'Difference from better ones',
  ]);
  for (const column of [0, 1]) {
    const [total, ...parts] = score.map((row) => Number(row.values[column]));
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(total ?? 0, 9);
  }
  expect(score[0]?.best).toEqual([1]);
  expect(score[2]?.best).toEqual([]);
});

test('settings that differ stand in rows, those alike are told once', () => {
  const { settings, shared } = differencesOf([rankedPicture(0), rankedPicture(1)]);
  expect(settings.map(({ name, values }) => [name, ...values])).toEqual([['Seed', '7', '8']]);
  expect(shared.map(({ name }) => name)).toContain('Prompt');
});

test('an imported picture has no score and no settings, and breaks nothing', () => {
  const imported = { ...rankedPicture(2), rank: undefined, generation: undefined };
  const { score } = differencesOf([rankedPicture(0), imported]);
  expect(score[0]?.values).toEqual(['0.600', '']);
});
