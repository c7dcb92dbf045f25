/** A search as text that is read back as the same search. */
import { quoted, scanSearch } from './scan.ts';
import { writeValue } from './terms.ts';
import type { SearchTerm, SearchToken } from './tokens.ts';
import { findKey } from './words.ts';

/** What printing needs to know of a token: where it stood does not matter. */
type Printed<Token> = Token extends SearchToken ? Omit<Token, 'start' | 'end'> : never;
export type PrintedToken = Printed<SearchToken>;

/** Keys are written in English, whatever they were written in. */
export function printSearch(tokens: readonly PrintedToken[]): string {
  return tokens.map((token) => printToken(token)).join(' ');
}

export function printToken(token: PrintedToken): string {
  const minus = token.isNegated ? '-' : '';
  if (token.kind === 'word') return minus + bareOrQuoted(token.text);
  if (token.term !== undefined) return minus + printTerm(token.term);
  const key = findKey(token.writtenKey) ?? token.writtenKey;
  return `${minus}${key}:${token.value === '' ? '' : bareOrQuoted(token.value)}`;
}

/** A filter as it is written. */
export function printTerm(term: SearchTerm): string {
  return `${term.key}:${bareOrQuoted(writeValue(term))}`;
}

function bareOrQuoted(text: string): string {
  const [piece, ...more] = scanSearch(text);
  const isSame =
    piece?.text === text && more.length === 0 && !piece.isNegated && piece.key === undefined;
  return isSame ? text : quoted(text);
}
