/**
 * The one table of errors: every code with its severity and its sentence in every language.
 *
 * Errors are told apart by code, never by text. `{name}` in a text is filled from the error's
 * params; a test checks that both languages use the same ones.
 */
import { promptErrors } from './catalogue/prompt.ts';
import { generateErrors } from './catalogue/generate.ts';
import { editErrors } from './catalogue/edit.ts';
import { libraryErrors } from './catalogue/library.ts';
import { engineErrors } from './catalogue/engine.ts';
import { accessErrors } from './catalogue/access.ts';
import { communityErrors } from './catalogue/community.ts';
import { searchErrors } from './catalogue/search.ts';
import { tagErrors } from './catalogue/tags.ts';
import { tasteErrors } from './catalogue/taste.ts';
import { trainingErrors } from './catalogue/training.ts';
import { transferErrors } from './catalogue/transfer.ts';

export const errorCatalogue = {
  ...promptErrors,
  ...generateErrors,
  ...editErrors,
  ...libraryErrors,
  ...engineErrors,
  ...communityErrors,
  ...accessErrors,
  ...searchErrors,
  ...tagErrors,
  ...tasteErrors,
  ...trainingErrors,
  ...transferErrors,
} as const;

export type ErrorCode = keyof typeof errorCatalogue;

export const errorCodes = Object.keys(errorCatalogue) as ErrorCode[];

/** Whether a string that came over a process edge names a known error. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCatalogue, value);
}
