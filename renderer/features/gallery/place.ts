/** Where one looks in the gallery, and what question that is. */
import type { EaselClient } from '#shared/contract/index.ts';
import type { BoardId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';

export type Place =
  | { readonly kind: 'all' }
  | { readonly kind: 'kept' }
  | { readonly kind: 'rated' }
  | { readonly kind: 'trash' }
  | { readonly kind: 'board'; readonly id: BoardId };

export type GallerySort = 'newest' | 'oldest' | 'rating' | 'score' | 'closest';
export type GalleryListInput = NonNullable<Parameters<EaselClient['gallery']['list']>[0]>;

export const RATED_FROM = 3;

export function samePlace(a: Place, b: Place): boolean {
  return a.kind === b.kind && (a.kind !== 'board' || b.kind !== 'board' || a.id === b.id);
}

/** The contract's question for a place, words and an order. */
export function queryFor(place: Place, text: string, sort: GallerySort): GalleryListInput {
  const words = text.trim();
  return {
    ...(words === '' ? {} : sort === 'closest' ? { meaning: words } : { text: words }),
    ...(place.kind === 'board' ? { board: place.id } : {}),
    ...(place.kind === 'kept' ? { isKept: true } : {}),
    ...(place.kind === 'rated' ? { minRating: RATED_FROM } : {}),
    inTrash: place.kind === 'trash',
    // Without words there is nothing to be close to.
    sort: sort === 'closest' ? (words === '' ? 'newest' : 'closest') : sort,
  };
}

/** Whether a picture that has changed still belongs here; words are left to the host. */
export function belongs(place: Place, picture: Picture): boolean {
  if ((picture.trashedAt !== undefined) !== (place.kind === 'trash')) return false;
  if (place.kind === 'kept') return picture.isKept;
  if (place.kind === 'rated') return picture.rating >= RATED_FROM;
  return place.kind !== 'board' || picture.boards.includes(place.id);
}
