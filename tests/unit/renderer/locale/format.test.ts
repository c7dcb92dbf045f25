import { expect, test } from 'vitest';
import { formatBytes, formatDuration, formatMessage } from '#renderer/locale/format.ts';
import { catalogue, type MessageKey } from '#resources/locales/catalogue.ts';
import type { Message } from '#resources/locales/message.ts';

function placesOf(message: Message): Set<string> {
  const text = typeof message === 'string' ? message : Object.values(message).join(' ');
  return new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''));
}

test('every message has the same places in every language', () => {
  for (const key of Object.keys(catalogue.en) as MessageKey[]) {
    expect(placesOf(catalogue['zh-CN'][key]), key).toEqual(placesOf(catalogue.en[key]));
  }
});

test('plural forms follow the language', () => {
  const message = catalogue.en['candidates.count'];
  expect(formatMessage('en', message, { n: 1 })).toBe('1 candidate');
  expect(formatMessage('en', message, { n: 1200 })).toBe('1,200 candidates');
  expect(formatMessage('zh-CN', catalogue['zh-CN']['candidates.count'], { n: 1 })).toBe('1 张候选');
  const rank = catalogue.en['inspector.whyRank'];
  const ordinals = [2, 3, 4, 11, 22].map((n) => formatMessage('en', rank, { n }, true));
  expect(ordinals.map((text) => text.split(' ').at(-1))).toEqual([
    '2nd',
    '3rd',
    '4th',
    '11th',
    '22nd',
  ]);
});

test('durations are short and never zero', () => {
  expect(formatDuration('en', 0)).toBe('1 s');
  expect(formatDuration('en', 8_400)).toBe('8 s');
  expect(formatDuration('en', 80_000)).toBe('1 min 20 s');
  expect(formatDuration('en', 119_600)).toBe('2 min');
  expect(formatDuration('en', 2_720_000)).toBe('45 min');
  expect(formatDuration('en', 3_590_000)).toBe('1 hr');
  expect(formatDuration('en', 4_800_000)).toBe('1 hr 20 min');
  expect(formatDuration('en', 7_200_000)).toBe('2 hr');
  expect(formatDuration('en', 47_000_000)).toBe('13 hr');
});

test('sizes are in the largest unit that leaves something before the point', () => {
  expect(formatBytes('en', 999)).toBe('999 byte');
  expect(formatBytes('en', 1_500_000)).toBe('1.5 MB');
  expect(formatBytes('en', 300e9)).toBe('300 GB');
});
