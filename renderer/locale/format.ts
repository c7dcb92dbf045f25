/** Filling messages and writing numbers, pure: language in, text out. */
import type { Language } from '#shared/domain/settings.ts';
import type { Message } from '#resources/locales/message.ts';

/** Text of a message with its places filled; numbers are written as the language writes them. */
export function formatMessage(
  language: Language,
  message: Message,
  params: Readonly<Record<string, string | number>>,
  ordinal = false,
): string {
  const count = params['n'];
  const rules = new Intl.PluralRules(language, { type: ordinal ? 'ordinal' : 'cardinal' });
  const template =
    typeof message === 'string'
      ? message
      : ((typeof count === 'number' ? message[rules.select(count)] : undefined) ?? message.other);
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? formatNumber(language, value) : value;
  });
}

/** A number with thousands marks; `digits` fixes the decimals. */
export function formatNumber(language: Language, value: number, digits?: number): string {
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits ?? 3,
  }).format(value);
}

/** `8 s`, `1 min 20 s`, `45 min`, `2 h 10 min`: short, never more than two units, never zero. */
export function formatDuration(language: Language, milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 60) return unit(language, seconds, 'second');
  const tens = Math.round(seconds / 10) * 10;
  if (tens < 600) return inTwo(language, tens, ['minute', 'second']);
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return unit(language, minutes, 'minute');
  const tensOfMinutes = Math.round(minutes / 10) * 10;
  if (tensOfMinutes < 600) return inTwo(language, tensOfMinutes, ['hour', 'minute']);
  return unit(language, Math.round(minutes / 60), 'hour');
}

/** `24 Nov 2026, 15:30`, by the clock here; `time` in milliseconds since 1970. */
export function formatMoment(language: Language, time: number): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(
    time,
  );
}

/** `15:42`, by the clock here. */
export function formatClock(language: Language, time: number): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(time);
}

/** Bytes in the largest unit that leaves at least one before the point. */
export function formatBytes(language: Language, bytes: number): string {
  const names = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  let value = bytes;
  let step = 0;
  while (value >= 1000 && step < names.length - 1) {
    value /= 1000;
    step += 1;
  }
  return unit(language, value, names[step] ?? 'byte', value < 10 && step > 0 ? 1 : 0);
}

/** @param total of the smaller unit, of which sixty make one of the larger */
function inTwo(
  language: Language,
  total: number,
  [large, small]: readonly [string, string],
): string {
  const head = unit(language, Math.floor(total / 60), large);
  const rest = total % 60;
  return rest === 0 ? head : `${head} ${unit(language, rest, small)}`;
}

function unit(language: Language, value: number, name: string, digits = 0): string {
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: name,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  })
    .format(value)
    .replace('sec', 's');
}
