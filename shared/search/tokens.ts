/** What a search consists of once it was read. */
import type { PictureShape } from '#shared/domain/picture-condition.ts';
import type { ErrorParams } from '#shared/errors/error-shape.ts';
import type { searchErrors } from '#shared/errors/catalogue/search.ts';
import type { SearchMoment, SearchState } from './words.ts';

/** UTF-16 offsets into the source, end exclusive. */
export interface SearchRange {
  readonly start: number;
  readonly end: number;
}

/** A day, a month, a year, or a time that moves with the clock. */
export type SearchDate =
  | { readonly year: number; readonly month?: number; readonly day?: number }
  | { readonly moment: SearchMoment };

/** What a filter asks for. */
export type SearchTerm =
  /** Both ends belong to it. */
  | { readonly key: 'rating'; readonly min: number; readonly max: number }
  /** By its name, or by its id. */
  | { readonly key: 'board' | 'model' | 'tag'; readonly name: string }
  | { readonly key: 'kept'; readonly isKept: boolean }
  | { readonly key: 'is'; readonly state: SearchState }
  | { readonly key: 'from' | 'to' | 'date'; readonly date: SearchDate }
  | { readonly key: 'size'; readonly size: SearchSize }
  /** A picture of the library, or one from outside by the key of its upload. */
  | { readonly key: 'similar'; readonly to: 'picture' | 'upload'; readonly id: string };

/** Pixels of the longer side (both ends belong to it), both sides, or a shape. */
export type SearchSize =
  | { readonly min: number; readonly max: number }
  | { readonly width: number; readonly height: number }
  | { readonly shape: PictureShape };

/** Words that are looked for as they are. */
export interface WordToken extends SearchRange {
  readonly kind: 'word';
  readonly isNegated: boolean;
  readonly text: string;
}

export interface FilterToken extends SearchRange {
  readonly kind: 'filter';
  readonly isNegated: boolean;
  /** As it was written. */
  readonly writtenKey: string;
  /** As it was written, without quotes. */
  readonly value: string;
  /** Absent where there is a problem with it. */
  readonly term?: SearchTerm;
}

export type SearchToken = WordToken | FilterToken;

export type SearchProblemCode = keyof typeof searchErrors;

/** A mistake: where, and the code whose sentence says what to do. */
export interface SearchProblem extends SearchRange {
  readonly code: SearchProblemCode;
  readonly params: ErrorParams;
}

export interface ParsedSearch {
  readonly tokens: readonly SearchToken[];
  /** In order of place. Filters with a problem ask for nothing. */
  readonly problems: readonly SearchProblem[];
}
