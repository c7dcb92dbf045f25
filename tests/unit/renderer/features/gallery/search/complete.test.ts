import { expect, test } from 'vitest';
import { completeSearch, goOnWithName } from '#renderer/features/gallery/search/complete.ts';
import { namesOf } from '#renderer/features/gallery/search/token-words.ts';
import { parseSearch } from '#shared/search/parse.ts';

const library = {
  boards: [
    { name: 'Forest ideas', count: 5 },
    { name: 'Sea', count: 2 },
  ],
  tags: [
    { name: 'blue', count: 9 },
    { name: 'blue sky', count: 3 },
  ],
  models: [{ name: 'spark', count: 40 }],
};

function complete(text: string, caret = text.length, isAsked = false) {
  return completeSearch(text, caret, { library, namesOf, isAsked });
}

function inserts(text: string, caret?: number): string[] {
  return (complete(text, caret)?.suggestions ?? []).map(({ insert }) => insert);
}

test('keys by their beginning, in every language of the window', () => {
  expect(inserts('ra')).toEqual(['rating:']);
  expect(inserts('-ra')).toEqual(['-rating:']);
  expect(inserts('评')).toEqual(['rating:']);
  expect(complete('')).toBeUndefined();
  expect(complete('', 0, true)?.suggestions.length).toBeGreaterThan(8);
});

test('names of the library, quoted where they must be', () => {
  expect(inserts('board:ide')).toEqual(['board:"Forest ideas" ']);
  expect(inserts('-画板:"for')).toEqual(['-board:"Forest ideas" ']);
  expect(inserts('tag:b')).toEqual(['tag:blue ', 'tag:"blue sky" ']);
  expect(inserts('red fores')).toEqual(['board:"Forest ideas" ']);
  expect(inserts('"fores')).toEqual([]);
  expect(inserts('f')).toEqual(['from:']);
});

test('words of a key, also in Chinese', () => {
  expect(inserts('date:wee')).toEqual(['date:week ']);
  expect(inserts('日期:本')).toEqual(['date:week ', 'date:month ']);
  expect(inserts('is:回')).toEqual(['is:trashed ']);
  expect(inserts('foo:bar')).toEqual([]);
});

test('Enter takes a name that is meant, and never changes what can stand as it is', () => {
  expect(complete('board:fo')?.likely).toBe(0);
  expect(complete('rating:4')?.likely).toBe(-1);
  expect(complete('tag:blue')?.likely).toBe(-1);
  expect(complete('red fores')?.likely).toBe(-1);
  expect(complete('kept:y')?.likely).toBe(0);
});

test('the part under the caret is completed, and everything offered is understood', () => {
  expect(complete('fox tag:b rating:5', 9)).toMatchObject({ start: 4, end: 9 });
  const keys = ['rating', 'board', 'tag', 'model', 'kept', 'is', 'from', 'to', 'date', 'size'];
  for (const key of keys) {
    const offered = inserts(`${key}:`);
    expect(offered.length, key).toBeGreaterThan(0);
    for (const insert of offered) expect(parseSearch(insert).problems, insert).toEqual([]);
  }
});

test('a space inside a name that is being typed does not end it', () => {
  expect(goOnWithName('fox board:forest', library)).toBe('fox board:"forest ');
  expect(goOnWithName('-画板:Forest', library)).toBe('-画板:"Forest ');
  // There is a tag of just this name.
  expect(goOnWithName('tag:blue', library)).toBeUndefined();
  expect(goOnWithName('forest', library)).toBeUndefined();
  expect(goOnWithName('board:forest ', library)).toBeUndefined();
});
