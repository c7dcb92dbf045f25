/**
 * The search language: words, and filters such as `rating:>=3`, `board:"Forest ideas"` or `-tag:x`.
 * Every text is a search; what is wrong with it is told beside it.
 */
import { scanSearch, type Piece } from './scan.ts';
import { readTerm } from './terms.ts';
import type { ParsedSearch, SearchProblem, SearchProblemCode, SearchToken } from './tokens.ts';
import { findKey } from './words.ts';

/** More characters are not read. */
export const MAX_SEARCH = 2_000;

export function parseSearch(source: string): ParsedSearch {
  const tokens: SearchToken[] = [];
  const problems: SearchProblem[] = [];
  for (const piece of scanSearch(source.slice(0, MAX_SEARCH))) {
    const { start, end, isNegated, key: writtenKey, text } = piece;
    const { token, problem } = read(piece);
    if (problem !== undefined) {
      const params = { key: writtenKey ?? '', value: text };
      problems.push({ start, end, code: problem, params });
    }
    if (token !== undefined) tokens.push({ start, end, isNegated, ...token });
  }
  return { tokens, problems };
}

/** A token without what every token has. */
type Bare<Token> = Token extends SearchToken ? Omit<Token, 'start' | 'end' | 'isNegated'> : never;

interface Reading {
  readonly token?: Bare<SearchToken>;
  readonly problem?: SearchProblemCode;
}

function read({ key: writtenKey, text, isOpen }: Piece): Reading {
  const unclosed = isOpen ? ('search.unclosed' as const) : undefined;
  if (writtenKey === undefined) {
    // Empty quotes ask for nothing.
    const isEmpty = text.trim() === '';
    return { ...(isEmpty ? {} : { token: { kind: 'word', text } }), problem: unclosed };
  }
  const filter = { kind: 'filter', writtenKey, value: text } as const;
  const key = findKey(writtenKey);
  if (key === undefined) return { token: filter, problem: 'search.key-unknown' };
  const term = readTerm(key, text);
  if (typeof term === 'string') return { token: filter, problem: unclosed ?? term };
  return { token: { ...filter, term }, problem: unclosed };
}
