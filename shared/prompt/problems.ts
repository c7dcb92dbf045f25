/** Mistakes in a prompt: where, what, and the code whose sentence says what to do. */
import type { ErrorCode } from '#shared/errors/catalogue.ts';
import type { ErrorParams } from '#shared/errors/error-shape.ts';
import { countCharacters } from './characters.ts';
import { MAX_PROBLEMS } from './limits.ts';
import type { Range } from './range.ts';

export type PromptProblemCode = Extract<ErrorCode, `prompt.${string}`>;

export interface PromptProblem extends Range {
  readonly code: PromptProblemCode;
  /** Always with `column` (characters as a reader counts them, from 1) and `character`. */
  readonly params: ErrorParams;
}

/** A mistake in a line of a wildcard file; the line counts as plain text there. */
export interface LineProblem {
  /** The file's name, as a prompt writes it. */
  readonly file: string;
  readonly line: string;
  readonly code: PromptProblemCode;
  /** As a problem's, of the line. */
  readonly params: ErrorParams;
}

/**
 * Adds the columns and sorts by place.
 *
 * One walk over the source serves all: counting anew for every problem made a pasted wall of
 * brackets cost the square of its length.
 */
export function locateProblems(
  source: string,
  problems: readonly PromptProblem[],
): readonly PromptProblem[] {
  let at = 0;
  let column = 1;
  return problems
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .slice(0, MAX_PROBLEMS)
    .map(({ code, start, end, params }) => {
      column += countCharacters(source, at, start);
      at = start;
      const character = String.fromCodePoint(...(start < end ? [source.codePointAt(start)!] : []));
      return { code, start, end, params: { column, character, ...params } };
    });
}
