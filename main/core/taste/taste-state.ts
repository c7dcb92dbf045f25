/** What can be said of a profile: how much is known, and how much more it takes. */
import { LEAST_TASTE_PICKS, type HeldOut, type TasteProfile } from '#shared/domain/taste.ts';
import { shareOf, triesToBeat } from '#shared/numeric/agreement.ts';
import type { TasteHead } from './taste-head.ts';
import type { TasteRecord } from './taste-profile.records.ts';

/** Stars say less than a choice between two. */
const STARS_OF_A_PICK = 2;
/** Where nothing points to when it will be enough. */
const SOME_MORE = 20;
const MOST_TRIES = 400;

/** @param rated pictures of the library with stars */
export function describeProfile(
  record: TasteRecord,
  head: TasteHead | undefined,
  rated: number,
): TasteProfile {
  const { id, name, createdAt, usesRatings, isImported } = record;
  const picks = decidedOf(record);
  return {
    ...{ id, name, createdAt, usesRatings, isImported, picks },
    ...stateOf(record, head, rated),
    ...(head === undefined
      ? {}
      : {
          learnt: {
            ...{ picks: head.picks, ratings: head.ratings, backend: head.backend },
            ...(head.heldOut === undefined ? {} : { heldOut: head.heldOut }),
          },
        }),
  };
}

/** Choices that are still missing before anything can be learnt; 0 when there are enough. */
export function missingPicks(record: TasteRecord, rated: number): number {
  const worth = record.usesRatings ? Math.floor(rated / STARS_OF_A_PICK) : 0;
  return Math.max(0, LEAST_TASTE_PICKS - decidedOf(record) - worth);
}

export function heldOutOf({ right, of }: { right: number; of: number }): HeldOut {
  return { right, of, ...shareOf(right, of) };
}

function decidedOf({ picks }: TasteRecord): number {
  return picks.filter(({ choice }) => choice !== 'skip').length;
}

function stateOf(
  record: TasteRecord,
  head: TasteHead | undefined,
  rated: number,
): Pick<TasteProfile, 'state' | 'needs'> {
  const missing = missingPicks(record, rated);
  const isOnlyImported = record.isImported && missing > 0;
  if (head === undefined) {
    if (isOnlyImported) return { state: 'foreign', needs: missing };
    return missing > 0 ? { state: 'few', needs: missing } : { state: 'waiting', needs: 0 };
  }
  if (!isOnlyImported && missing === 0 && head.picks !== decidedOf(record)) {
    return { state: 'waiting', needs: 0 };
  }
  const { heldOut } = head;
  if (heldOut === undefined) {
    return { state: 'unsure', needs: Math.max(1, LEAST_TASTE_PICKS - head.picks) };
  }
  if (heldOut.low > 0.5) return { state: 'ready', needs: 0 };
  const tries = triesToBeat(heldOut.value, MOST_TRIES);
  return {
    state: 'unsure',
    needs: tries === undefined ? SOME_MORE : Math.max(1, tries - heldOut.of),
  };
}
