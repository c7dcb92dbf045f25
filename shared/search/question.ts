/** What a search asks of the library. */
import type { GalleryFilter } from '#shared/contract/gallery.ts';
import { MAX_CONDITIONS, type PictureCondition } from '#shared/domain/picture-condition.ts';
import type { BoardId, PictureId } from '#shared/domain/ids.ts';
import { spanOf } from './dates.ts';
import { parseSearch } from './parse.ts';
import type { FilterToken, SearchProblem, SearchTerm } from './tokens.ts';

/** Longer texts are looked for by their beginning. */
const MAX_TEXT = 500;

/** What the names in a search are looked up in. */
export interface SearchNames {
  readonly boards: readonly { readonly id: BoardId; readonly name: string }[];
  readonly models: readonly { readonly id: string; readonly name: string }[];
}

export interface AskedSearch {
  /** Without words or a picture to be close to, `closest` is by time. */
  readonly filter: GalleryFilter;
  readonly problems: readonly SearchProblem[];
}

/**
 * @param sort with `closest`, words ask for what pictures show instead of what is written about them
 * @param now for `date:today` and the like, by the clock of this machine
 */
export function askSearch(
  source: string,
  sort: GalleryFilter['sort'],
  names: SearchNames,
  now: Date,
): AskedSearch {
  const { tokens, problems } = parseSearch(source);
  const words: string[] = [];
  const where: PictureCondition[] = [];
  const unknown: SearchProblem[] = [];
  let likeness: Pick<GalleryFilter, 'similarTo' | 'similarToUpload'> = {};
  let inTrash = false;
  for (const token of tokens) {
    const { isNegated } = token;
    if (token.kind === 'word') {
      if (isNegated) where.push({ ...hasWords(token.text), not: true });
      else words.push(token.text);
    } else if (token.term?.key === 'similar') likeness = likenessOf(token.term);
    else if (token.term?.key === 'is' && token.term.state === 'trashed') inTrash ||= !isNegated;
    else if (token.term !== undefined) {
      const condition = conditionOf(token.term, names, now);
      if (condition.kind === 'nothing') unknown.push(unknownBoard(token));
      where.push(isNegated ? { ...condition, not: condition.not !== true } : condition);
    }
  }
  const isByMeaning = sort === 'closest' && words.length > 0;
  const isByLikeness = Object.keys(likeness).length > 0;
  if (!isByMeaning) where.push(...words.map(hasWords));
  return {
    filter: {
      inTrash,
      ...(where.length === 0 ? {} : { where: where.slice(0, MAX_CONDITIONS) }),
      ...(isByMeaning ? { meaning: words.join(' ').slice(0, MAX_TEXT) } : {}),
      ...likeness,
      sort: isByMeaning || isByLikeness ? 'closest' : sort === 'closest' ? 'newest' : sort,
    },
    problems: [...problems, ...unknown].toSorted((a, b) => a.start - b.start),
  };
}

function hasWords(text: string): PictureCondition {
  return { kind: 'text', text: text.slice(0, MAX_TEXT) };
}

function conditionOf(term: AskedTerm, names: SearchNames, now: Date): PictureCondition {
  switch (term.key) {
    case 'rating':
      return { kind: 'rating', min: term.min, max: term.max };
    case 'board': {
      const id = findNamed(names.boards, term.name)?.id;
      return id === undefined ? { kind: 'nothing' } : { kind: 'board', id };
    }
    case 'model':
      return { kind: 'model', name: findNamed(names.models, term.name)?.id ?? term.name };
    case 'tag':
      return { kind: 'tag', tag: term.name };
    case 'kept':
      return { kind: 'kept', ...(term.isKept ? {} : { not: true }) };
    case 'is':
      return conditionOfState(term.state);
    case 'from':
      return { kind: 'created', from: spanOf(term.date, now).from };
    case 'to':
      return { kind: 'created', until: spanOf(term.date, now).until };
    case 'date':
      return { kind: 'created', ...spanOf(term.date, now) };
    case 'size':
      if ('shape' in term.size) return { kind: 'shape', shape: term.size.shape };
      return 'width' in term.size
        ? { kind: 'size', ...term.size }
        : { kind: 'longer-side', ...term.size };
  }
}

type AskedTerm = Exclude<SearchTerm, { key: 'similar' }>;
type State = Extract<SearchTerm, { key: 'is' }>['state'];

function conditionOfState(state: State): PictureCondition {
  switch (state) {
    case 'generated':
    case 'imported':
      return { kind: 'origin', origin: state };
    case 'rated':
      return { kind: 'rating', min: 1, max: 5 };
    case 'kept':
    case 'tagged':
    case 'trashed':
      return { kind: state };
  }
}

function likenessOf({
  to,
  id,
}: Extract<SearchTerm, { key: 'similar' }>): Pick<GalleryFilter, 'similarTo' | 'similarToUpload'> {
  return to === 'upload' ? { similarToUpload: id } : { similarTo: id as PictureId };
}

/** By id, then by name, then by name in any case. */
export function findNamed<Named extends { readonly id: string; readonly name: string }>(
  named: readonly Named[],
  written: string,
): Named | undefined {
  const same = (text: string): string => text.normalize('NFKC').toLowerCase();
  return (
    named.find(({ id }) => id === written) ??
    named.find(({ name }) => name === written) ??
    named.find(({ name }) => same(name) === same(written))
  );
}

function unknownBoard({ start, end, value }: FilterToken): SearchProblem {
  return { start, end, code: 'search.board-unknown', params: { key: 'board', value } };
}
