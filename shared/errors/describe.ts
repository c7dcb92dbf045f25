/** Turns an error into the sentences that are shown. */
import type { Language } from '#shared/domain/settings.ts';
import { errorCatalogue, isErrorCode } from './catalogue.ts';
import type { ErrorParams, ErrorShape } from './error-shape.ts';

function fill(template: string, params: ErrorParams): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : String(value);
  });
}

/** What happened and what to do, in the given language. */
export function describeError(
  error: ErrorShape,
  language: Language,
): { what: string; action: string } {
  const entry = errorCatalogue[isErrorCode(error.code) ? error.code : 'internal.unexpected'];
  const text = entry.text[language];
  const params = isErrorCode(error.code) ? error.params : { detail: error.code };
  return { what: fill(text.what, params), action: fill(text.action, params) };
}
