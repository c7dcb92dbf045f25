/** Cuts a search into its pieces: where each begins and ends, before anybody asks what it means. */
import type { SearchRange } from './tokens.ts';

export interface Piece extends SearchRange {
  readonly isNegated: boolean;
  /** Letters before a colon; absent for words. */
  readonly key?: string;
  /** The word, or what stands after the colon, without quotes. */
  readonly text: string;
  readonly isQuoted: boolean;
  /** Whether the quotes were never closed. */
  readonly isOpen: boolean;
}

// Full-width signs come from Chinese keyboards, curly quotes from everywhere.
const SPACE = /\s+/uy;
const MINUS = /[-－−](?=\S)/uy;
const KEY = /(\p{L}+)[:：](?!\/)/uy;
const QUOTED = /["“”＂]((?:[^"“”＂\\]|\\.?)*)(["“”＂]?)/suy;
const BARE = /\S+/uy;

export function scanSearch(source: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  for (;;) {
    take(SPACE);
    if (at >= source.length) return pieces;
    const start = at;
    const isNegated = take(MINUS) !== null;
    const key = take(KEY)?.[1];
    const quoted = take(QUOTED);
    const text = quoted === null ? (take(BARE)?.[0] ?? '') : unescape(quoted[1] ?? '');
    pieces.push({
      ...{ start, end: at, isNegated, text },
      ...(key === undefined ? {} : { key }),
      isQuoted: quoted !== null,
      isOpen: quoted !== null && quoted[2] === '',
    });
  }
}

/** A text as the value of a key, or as a word, that is read back as the same. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"“”＂]/gu, '\\$&')}"`;
}

function unescape(text: string): string {
  return text.replace(/\\(.?)/gsu, '$1');
}
