/** Dates as a search writes them, and the time they stand for where the person is. */
import type { SearchDate } from './tokens.ts';
import { findMoment } from './words.ts';

const DATE = /^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?)?年?$/u;

/** Undefined for what is no date, such as 30 February. */
export function readDate(text: string): SearchDate | undefined {
  const moment = findMoment(text);
  if (moment !== undefined) return { moment };
  const match = DATE.exec(text.normalize('NFKC'));
  if (match === null) return undefined;
  const [year = 0, month, day] = match
    .slice(1)
    .map((part: string | undefined) => (part === undefined ? undefined : Number(part)));
  // Earlier years are read as the nineteen hundreds by JavaScript.
  if (year < 100) return undefined;
  const read = new Date(year, (month ?? 1) - 1, day ?? 1);
  const isReal = read.getMonth() === (month ?? 1) - 1 && read.getDate() === (day ?? 1);
  if (!isReal) return undefined;
  return {
    year,
    ...(month === undefined ? {} : { month }),
    ...(day === undefined ? {} : { day }),
  };
}

export function writeDate(date: SearchDate): string {
  if ('moment' in date) return date.moment;
  return [date.year, date.month, date.day]
    .filter((part) => part !== undefined)
    .map((part, at) => String(part).padStart(at === 0 ? 4 : 2, '0'))
    .join('-');
}

/**
 * The milliseconds since 1970 at which it begins and at which it is over, by the clock and calendar
 * of this machine. Weeks begin on Monday.
 */
export function spanOf(date: SearchDate, now: Date): { from: number; until: number } {
  if (!('moment' in date)) return spanOfDay(date.year, date.month, date.day);
  const [year, month, day] = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  switch (date.moment) {
    case 'today':
      return spanOfDay(year, month, day);
    case 'yesterday':
      return span([year, month, day - 1], [year, month, day]);
    case 'week': {
      const monday = day - ((now.getDay() + 6) % 7);
      return span([year, month, monday], [year, month, monday + 7]);
    }
    case 'month':
      return spanOfDay(year, month);
    case 'year':
      return spanOfDay(year);
  }
}

type Day = readonly [year: number, month: number, day: number];

function spanOfDay(year: number, month?: number, day?: number): { from: number; until: number } {
  if (month === undefined) return span([year, 1, 1], [year + 1, 1, 1]);
  if (day === undefined) return span([year, month, 1], [year, month + 1, 1]);
  return span([year, month, day], [year, month, day + 1]);
}

/** Days beyond a month's end are days of the next. */
function span(from: Day, until: Day): { from: number; until: number } {
  const [start, end] = [from, until].map(([year, month, day]) =>
    new Date(year, month - 1, day).getTime(),
  );
  return { from: start ?? 0, until: end ?? 0 };
}
