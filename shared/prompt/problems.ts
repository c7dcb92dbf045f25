/** Mistakes in a prompt: where, what, and the code whose sentence says what to do. */
import type { ErrorCode } from '#shared/errors/catalogue.ts';
import type { ErrorParams } from '#shared/errors/error-shape.ts';
import type { Range } from './range.ts';

export type PromptProblemCode = Extract<ErrorCode, `prompt.${string}`>;

export interface PromptProblem extends Range {
  readonly code: PromptProblemCode;
  /** Always with `column` (characters as a reader counts them, from 1) and `character`. */
  readonly params: ErrorParams;
}

/** A problem at `[start, end)` of the source. */
export function problemAt(
  source: string,
  code: PromptProblemCode,
  start: number,
  end: number,
  params: ErrorParams = {},
): PromptProblem {
  const column = [...source.slice(0, start)].length + 1;
  const character = [...source.slice(start, end)][0] ?? '';
  return { code, start, end, params: { column, character, ...params } };
}
