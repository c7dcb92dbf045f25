/**
 * A search while it is edited: finished filters have become tokens, the rest is still text. Together
 * they are the search, so that nothing has to be kept in step.
 */
import { parseSearch } from '#shared/search/parse.ts';
import { printToken } from '#shared/search/print.ts';
import type { FilterToken } from '#shared/search/tokens.ts';

export class SearchDraft {
  /** Filters as they are written. */
  tokens = $state.raw<readonly string[]>([]);
  text = $state('');

  /** The search: without filters that are still being typed, which would find nothing meanwhile. */
  readonly search = $derived([...this.tokens, ...wordsIn(this.text)].join(' '));
  readonly isEmpty = $derived(this.tokens.length === 0 && this.text.trim() === '');

  /** Takes over a search that was made elsewhere. */
  adopt(search: string): void {
    if (search === this.search) return;
    const { tokens } = parseSearch(search);
    this.tokens = tokens.filter(({ kind }) => kind === 'filter').map(printToken);
    this.text = wordsIn(search).join(' ');
  }

  /** What is in the field now, with the caret at `caret`: filters that are done become tokens. */
  type(text: string, caret: number): void {
    this.text = text;
    this.#takeFilters(({ end }) => end < caret);
  }

  /** Nothing more will be typed: all filters become tokens. */
  finish(): void {
    this.#takeFilters(() => true);
  }

  remove(index: number): void {
    this.tokens = this.tokens.filter((_, at) => at !== index);
  }

  /** Makes a token text again. */
  edit(index: number): void {
    const token = this.tokens[index];
    if (token === undefined) return;
    this.remove(index);
    this.text = `${this.text.trimEnd()} ${token}`.trimStart();
  }

  clear(): void {
    this.tokens = [];
    this.text = '';
  }

  #takeFilters(isDone: (token: FilterToken) => boolean): void {
    let rest = '';
    let at = 0;
    const taken: string[] = [];
    for (const token of parseSearch(this.text).tokens) {
      if (token.kind === 'word' || !isDone(token)) continue;
      taken.push(printToken(token));
      rest += this.text.slice(at, token.start);
      at = token.end;
    }
    if (taken.length === 0) return;
    this.text = (rest + this.text.slice(at)).replace(/\s+/gu, ' ').trimStart();
    // The same filter twice asks for nothing more.
    this.tokens = [...new Set([...this.tokens, ...taken])];
  }
}

/** Each word as it is read back. */
function wordsIn(text: string): string[] {
  return parseSearch(text)
    .tokens.filter(({ kind }) => kind === 'word')
    .map(printToken);
}
