/** Somebody who likes one thing in pictures, and chooses by it. */
import type { FitTasteParams } from '#shared/engine-protocol/heads.ts';
import { dot } from '#shared/numeric/vector.ts';
import { seededRandom } from './seeded-random.ts';
import type { KnownPicture } from './held-out-embeddings.ts';

export type Liking = (picture: KnownPicture) => number;
type Pair = readonly [better: KnownPicture, worse: KnownPicture];

/** Pictures that are shown while learning, and others that are never shown, half and half. */
export function halves(
  pictures: readonly KnownPicture[],
  seed: number,
): { shown: KnownPicture[]; unseen: KnownPicture[] } {
  const below = seededRandom(seed);
  const mixed = pictures
    .map((picture) => ({ picture, place: below(1e9) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ picture }) => picture);
  const half = mixed.length >> 1;
  return { shown: mixed.slice(0, half), unseen: mixed.slice(half) };
}

export function choices(
  pictures: readonly KnownPicture[],
  liking: Liking,
  count: number,
  seed: number,
): Pair[] {
  const below = seededRandom(seed);
  const pairs: Pair[] = [];
  while (pairs.length < count) {
    const [a, b] = [pictures[below(pictures.length)]!, pictures[below(pictures.length)]!];
    if (liking(a) !== liking(b)) pairs.push(liking(a) > liking(b) ? [a, b] : [b, a]);
  }
  return pairs;
}

/** What the engine is asked to learn from such choices. */
export function lessons(pairs: readonly Pair[], backdrop: readonly KnownPicture[]): FitTasteParams {
  const pictures = [...new Set(pairs.flat())];
  return {
    pictures: pictures.map(({ embedding }) => embedding),
    picks: pairs.map(([better, worse]) => ({
      winner: pictures.indexOf(better),
      loser: pictures.indexOf(worse),
    })),
    ratings: [],
    backdrop: backdrop.map(({ embedding }) => embedding),
  };
}

/** Share of choices between pictures that was foreseen, 0..1. */
export function foreseen(direction: Float32Array, pairs: readonly Pair[]): number {
  const right = pairs.filter(
    ([better, worse]) => dot(direction, better.embedding) > dot(direction, worse.embedding),
  );
  return right.length / pairs.length;
}
