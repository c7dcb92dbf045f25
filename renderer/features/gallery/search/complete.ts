/** What may be meant by the part of a search that is being typed. */
import { printSearch } from '#shared/search/print.ts';
import { scanSearch } from '#shared/search/scan.ts';
import { readTerm } from '#shared/search/terms.ts';
import { findKey, searchKeys, searchWords, type SearchKey } from '#shared/search/words.ts';

export interface Suggestion {
  /** Takes the place of what was typed. */
  readonly insert: string;
  readonly key: SearchKey;
  /** Absent: only the key, whose value comes next. */
  readonly value?: string;
  /** How many pictures it would bring, where that is known. */
  readonly count?: number;
}

export interface Completion {
  /** The part of the text that a suggestion replaces. */
  readonly start: number;
  readonly end: number;
  readonly suggestions: readonly Suggestion[];
  /** The suggestion that Enter takes unless another is chosen; -1 where the text may be meant. */
  readonly likely: number;
}

export interface Named {
  readonly name: string;
  readonly count: number;
}

/** What there is in the library. */
export interface Suggestible {
  readonly boards: readonly Named[];
  readonly tags: readonly Named[];
  readonly models: readonly Named[];
}

/** Other names of a key or a word, such as those on screen. */
export type NamesOf = (word: string) => readonly string[];

const MOST = 9;
/** Before so much of a word was typed, names in the library are not guessed from it. */
const LEAST_TYPED = 2;
const ratings = ['>=3', '>=4', '5', '>=1', '0'];
const sides = ['>=1024', '512x512', '1024x1024'];

/**
 * Undefined when nothing can be meant.
 *
 * @param isAsked whether suggestions are wanted even where nothing was typed yet
 */
export function completeSearch(
  text: string,
  caret: number,
  { library, namesOf, isAsked }: { library: Suggestible; namesOf: NamesOf; isAsked: boolean },
): Completion | undefined {
  const piece = scanSearch(text).find(({ start, end }) => start < caret && caret <= end);
  if (piece === undefined) {
    return isAsked
      ? { start: caret, end: caret, suggestions: keysLike('', '', namesOf), likely: -1 }
      : undefined;
  }
  const { start, end, isNegated } = piece;
  const minus = isNegated ? '-' : '';
  const typed = fold(piece.text);
  const key = piece.key === undefined ? undefined : findKey(piece.key);
  if (piece.key !== undefined && key === undefined) return undefined;
  const suggestions =
    key === undefined
      ? piece.isQuoted
        ? []
        : [...keysLike(typed, minus, namesOf), ...namesLike(typed, minus, library)]
      : valuesOf(key, library)
          .filter(({ name }) => [name, ...namesOf(name)].some((each) => fold(each).includes(typed)))
          .map(({ name, count }) => toSuggestion(key, name, minus, count));
  // A value that can stand as it is must not be changed by Enter; a name is what there is.
  const isName = key === 'board' || key === 'tag' || key === 'model';
  const isFinished =
    key === undefined ||
    (isName
      ? typed === '' || suggestions.some(({ value }) => fold(value ?? '') === typed)
      : typeof readTerm(key, piece.text) === 'object');
  const isDone =
    suggestions.length === 1 && suggestions[0]?.insert.trim() === text.slice(start, end);
  return suggestions.length === 0 || isDone
    ? undefined
    : { start, end, suggestions: suggestions.slice(0, MOST), likely: isFinished ? -1 : 0 };
}

/**
 * The text with a space behind it, put in quotes where a name goes on after that space: whoever types
 * `board:Forest ideas` means one board. Undefined where the space ends what was typed.
 */
export function goOnWithName(text: string, library: Suggestible): string | undefined {
  const piece = scanSearch(text).at(-1);
  const key = piece?.key === undefined ? undefined : findKey(piece.key);
  if (piece === undefined || piece.end !== text.length || piece.isQuoted) return undefined;
  if (key !== 'board' && key !== 'tag' && key !== 'model') return undefined;
  const typed = fold(piece.text);
  const names = valuesOf(key, library).map(({ name }) => fold(name));
  if (names.includes(typed) || !names.some((name) => name.startsWith(`${typed} `)))
    return undefined;
  return `${text.slice(0, text.length - piece.text.length)}"${piece.text} `;
}

function keysLike(typed: string, minus: string, namesOf: NamesOf): Suggestion[] {
  return searchKeys
    .filter((key) => key !== 'similar')
    .filter((key) => [key, ...namesOf(key)].some((name) => fold(name).startsWith(typed)))
    .map((key) => ({ insert: `${minus}${key}:`, key }));
}

/** Boards, tags and models whose name begins like a word, or has a word that does. */
function namesLike(typed: string, minus: string, library: Suggestible): Suggestion[] {
  if (typed.length < LEAST_TYPED) return [];
  return (['board', 'tag', 'model'] as const).flatMap((key) =>
    valuesOf(key, library)
      .filter(({ name }) =>
        fold(name)
          .split(/[\s_-]+/u)
          .concat(fold(name))
          .some((word) => word.startsWith(typed)),
      )
      .map(({ name, count }) => toSuggestion(key, name, minus, count)),
  );
}

function valuesOf(
  key: SearchKey,
  { boards, tags, models }: Suggestible,
): readonly { readonly name: string; readonly count?: number }[] {
  const plain = (names: readonly string[]) => names.map((name) => ({ name }));
  switch (key) {
    case 'board':
      return boards;
    case 'tag':
      return tags;
    case 'model':
      return models;
    case 'rating':
      return plain(ratings);
    case 'kept':
    case 'is':
      return plain(searchWords[key]);
    case 'from':
    case 'to':
    case 'date':
      return plain(searchWords.date);
    case 'size':
      return plain([...searchWords.size, ...sides]);
    case 'similar':
      return [];
  }
}

function toSuggestion(
  key: SearchKey,
  value: string,
  minus: string,
  count: number | undefined,
): Suggestion {
  const token = { kind: 'filter', isNegated: minus !== '', writtenKey: key, value } as const;
  const insert = `${printSearch([token])} `;
  return { insert, key, value, ...(count === undefined ? {} : { count }) };
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
