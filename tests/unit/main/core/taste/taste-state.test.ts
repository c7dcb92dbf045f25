import { expect, test } from 'vitest';
import type { TasteHead } from '#main/core/taste/taste-head.ts';
import type { TasteRecord } from '#main/core/taste/taste-profile.records.ts';
import { describeProfile, heldOutOf } from '#main/core/taste/taste-state.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { TasteProfileId } from '#shared/domain/taste.ts';

function record(picks: number, changes: Partial<TasteRecord> = {}): TasteRecord {
  return {
    ...{ format: 1, id: 't1' as TasteProfileId, name: 'mine', createdAt: 0 },
    ...{ usesRatings: true, isImported: false },
    picks: Array.from({ length: picks }, (_, at) => ({
      ...{ left: `a${at}` as PictureId, right: `b${at}` as PictureId, choice: 'left' as const },
    })),
    ...changes,
  };
}

function head(picks: number, right?: number): TasteHead {
  const heldOut = right === undefined ? undefined : heldOutOf({ right, of: picks });
  const learnt = { picks, ratings: 0, backend: 'wasm', heldOut };
  return { space: 's', direction: new Float32Array(2), offset: 0, ...learnt };
}

test.each([
  ['nothing yet', record(0), undefined, 0, 'few', 10],
  ['half of it', record(5), undefined, 0, 'few', 5],
  ['stars count half', record(5), undefined, 6, 'few', 2],
  ['stars that do not count', record(5, { usesRatings: false }), undefined, 6, 'few', 5],
  ['enough, not learnt', record(12), undefined, 0, 'waiting', 0],
  ['more since it learnt', record(14), head(12, 11), 0, 'waiting', 0],
  ['foreseen', record(30), head(30, 25), 0, 'ready', 0],
  ['better than chance, but it might be luck', record(30), head(30, 18), 0, 'unsure', 67],
  ['no better than chance', record(30), head(30, 14), 0, 'unsure', 20],
  ['stars only', record(0), head(0), 40, 'unsure', 10],
  ['from another CLIP', record(0, { isImported: true }), undefined, 0, 'foreign', 10],
  ['imported', record(0, { isImported: true }), head(60, 50), 0, 'ready', 0],
] as const)('%s', (_, given, learnt, rated, state, needs) => {
  expect(describeProfile(given, learnt, rated)).toMatchObject({ state, needs });
});

test('what was skipped is no choice', () => {
  const skipped = record(3).picks.map((pick) => ({ ...pick, choice: 'skip' as const }));
  expect(describeProfile(record(0, { picks: skipped }), undefined, 0).picks).toBe(0);
});
