/** Where one looks in the gallery: a name for the searches that are looked at most. */
import type { BoardId } from '#shared/domain/ids.ts';
import type { GalleryFilter } from '#shared/contract/gallery.ts';
import { RATED_FROM } from '#shared/domain/picture.ts';
import { parseSearch } from '#shared/search/parse.ts';
import { printTerm } from '#shared/search/print.ts';
import { findNamed } from '#shared/search/question.ts';
import type { SearchTerm } from '#shared/search/tokens.ts';

export type Place =
  | { readonly kind: 'all' }
  | { readonly kind: 'kept' }
  | { readonly kind: 'rated' }
  | { readonly kind: 'trash' }
  | { readonly kind: 'board'; readonly id: BoardId };

export type GallerySort = GalleryFilter['sort'];

interface NamedBoard {
  readonly id: BoardId;
  readonly name: string;
}

const RATED = { key: 'rating', min: RATED_FROM, max: 5 } as const;

export function samePlace(a: Place, b: Place): boolean {
  return a.kind === b.kind && (a.kind !== 'board' || b.kind !== 'board' || a.id === b.id);
}

/** The search that shows a place. */
export function searchFor(place: Place, boards: readonly NamedBoard[]): string {
  switch (place.kind) {
    case 'all':
      return '';
    case 'kept':
      return printTerm({ key: 'kept', isKept: true });
    case 'rated':
      return printTerm(RATED);
    case 'trash':
      return printTerm({ key: 'is', state: 'trashed' });
    case 'board': {
      const name = boards.find(({ id }) => id === place.id)?.name ?? place.id;
      return printTerm({ key: 'board', name });
    }
  }
}

/** The place that a search looks at, whatever else it asks for. */
export function placeOf(search: string, boards: readonly NamedBoard[]): Place {
  const terms = parseSearch(search).tokens.flatMap((token) =>
    token.kind === 'filter' && token.term !== undefined && !token.isNegated ? [token.term] : [],
  );
  const has = (is: (term: SearchTerm) => boolean): boolean => terms.some(is);
  if (has((term) => term.key === 'is' && term.state === 'trashed')) return { kind: 'trash' };
  const names = terms.flatMap((term) => (term.key === 'board' ? [term.name] : []));
  const found = names[0] === undefined ? undefined : findNamed(boards, names[0]);
  if (found !== undefined) return { kind: 'board', id: found.id };
  const isKept = (term: SearchTerm): boolean =>
    (term.key === 'kept' && term.isKept) || (term.key === 'is' && term.state === 'kept');
  if (has(isKept)) return { kind: 'kept' };
  const isRated = (term: SearchTerm): boolean =>
    term.key === 'rating' && term.min === RATED.min && term.max === RATED.max;
  return has(isRated) ? { kind: 'rated' } : { kind: 'all' };
}
