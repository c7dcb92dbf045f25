/**
 * The language of this window. Reading a text inside markup or an effect subscribes to it, so a
 * switch shows at once everywhere.
 */
import { catalogue, type MessageKey, type MessageParams } from '#resources/locales/catalogue.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { describeError } from '#shared/errors/describe.ts';
import { languageSchema, type Language } from '#shared/domain/settings.ts';
import {
  formatBytes,
  formatClock,
  formatDuration,
  formatMessage,
  formatMoment,
  formatNumber,
} from './format.ts';

let language = $state<Language>('en');

export function setLanguage(next: Language): void {
  language = next;
}

/** For words that come in every language from elsewhere. */
export function currentLanguage(): Language {
  return language;
}

/** The text of a message; places it names must be given. */
export function t<Key extends MessageKey>(
  key: Key,
  ...params: keyof MessageParams<Key> extends never ? [] : [MessageParams<Key>]
): string {
  return formatMessage(language, catalogue[language][key], params[0] ?? {});
}

/** A message without places in every language: what a person may look for it by. */
export function everyLanguage(key: MessageKey): readonly string[] {
  return languageSchema.options.map((each) => formatMessage(each, catalogue[each][key], {}));
}

/** Like `t`, with the plural form chosen for an ordinal: 1st, 2nd, 3rd, 4th. */
export function tOrdinal(key: MessageKey, n: number): string {
  return formatMessage(language, catalogue[language][key], { n }, true);
}

export function number(value: number, digits?: number): string {
  return formatNumber(language, value, digits);
}

export function duration(milliseconds: number): string {
  return formatDuration(language, milliseconds);
}

/** Day and time of day, where the person is; `time` in milliseconds since 1970. */
export function moment(time: number): string {
  return formatMoment(language, time);
}

/** Time of day, where the person is. */
export function clock(time: number): string {
  return formatClock(language, time);
}

export function bytes(value: number): string {
  return formatBytes(language, value);
}

/** The sentences of an error: what happened, and what to do. */
export function sentences(error: ErrorShape): { what: string; action: string } {
  return describeError(error, language);
}
