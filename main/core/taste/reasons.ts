/** Why a picture is to somebody's taste: the nearest of what was liked, and of what was not. */
import type { PictureId } from '#shared/domain/ids.ts';
import type { Rating } from '#shared/domain/picture.ts';
import type { TastePick, TasteReason } from '#shared/domain/taste.ts';
import { logistic } from '#shared/numeric/logistic.ts';
import { cosine, dot } from '#shared/numeric/vector.ts';
import type { TasteHead } from './taste-head.ts';

const SHOWN = 3;
const LIKED_FROM = 4;
const DISLIKED_TO = 2;

/** Pictures by whether they were chosen more often than passed over; stars count as one choice. */
export function likings(
  picks: readonly TastePick[],
  rated: readonly { readonly id: PictureId; readonly stars: Rating }[],
): { liked: PictureId[]; disliked: PictureId[] } {
  const balance = new Map<PictureId, number>();
  const add = (id: PictureId, value: number): void => {
    balance.set(id, (balance.get(id) ?? 0) + value);
  };
  for (const { left, right, choice } of picks) {
    if (choice === 'skip') continue;
    add(left, choice === 'left' ? 1 : -1);
    add(right, choice === 'left' ? -1 : 1);
  }
  for (const { id, stars } of rated) {
    if (stars >= LIKED_FROM) add(id, 1);
    if (stars <= DISLIKED_TO) add(id, -1);
  }
  const entries = [...balance];
  return {
    liked: entries.filter(([, value]) => value > 0).map(([id]) => id),
    disliked: entries.filter(([, value]) => value < 0).map(([id]) => id),
  };
}

/** Likeness is measured from the middle of the library, where all its pictures have much in common. */
export function reasonFor(
  picture: { readonly id: PictureId; readonly embedding: Float32Array },
  head: TasteHead,
  known: {
    readonly liked: readonly { readonly id: PictureId; readonly embedding: Float32Array }[];
    readonly disliked: readonly { readonly id: PictureId; readonly embedding: Float32Array }[];
    readonly middle: Float32Array;
  },
): TasteReason {
  const fromMiddle = (vector: Float32Array): Float32Array =>
    vector.map((value, at) => value - (known.middle[at] ?? 0));
  const place = fromMiddle(picture.embedding);
  const nearest = (those: typeof known.liked): TasteReason['liked'] =>
    those
      .filter(({ id }) => id !== picture.id)
      .map(({ id, embedding }) => ({ id, likeness: cosine(fromMiddle(embedding), place) }))
      .toSorted((a, b) => b.likeness - a.likeness)
      .slice(0, SHOWN);
  return {
    chance: logistic(dot(head.direction, picture.embedding) + head.offset),
    liked: nearest(known.liked),
    disliked: nearest(known.disliked),
  };
}
