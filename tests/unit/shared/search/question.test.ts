import { expect, test } from 'vitest';
import { galleryFilterSchema } from '#shared/contract/gallery.ts';
import type { BoardId } from '#shared/domain/ids.ts';
import { spanOf } from '#shared/search/dates.ts';
import { askSearch } from '#shared/search/question.ts';

const names = {
  boards: [{ id: 'b1' as BoardId, name: 'Forest ideas' }],
  models: [{ id: 'spark', name: 'Spark' }],
};
/** A Tuesday. */
const now = new Date(2026, 10, 24, 15, 30);

function ask(source: string, sort: 'newest' | 'closest' = 'newest') {
  const asked = askSearch(source, sort, names, now);
  // Whatever is asked, the contract takes it.
  galleryFilterSchema.parse(asked.filter);
  return asked;
}

test('names become ids, and a board that does not exist has no pictures', () => {
  const { filter, problems } = ask('board:"forest IDEAS" model:SPARK -board:gone');
  expect(filter.where).toEqual([
    { kind: 'board', id: 'b1' },
    { kind: 'model', name: 'spark' },
    { kind: 'nothing', not: true },
  ]);
  expect(problems.map(({ code, start }) => [code, start])).toEqual([['search.board-unknown', 33]]);
});

test('words must be there, or say what is shown when the closest come first', () => {
  expect(ask('red "night sky" -blue').filter).toEqual({
    inTrash: false,
    sort: 'newest',
    where: [
      { kind: 'text', text: 'blue', not: true },
      { kind: 'text', text: 'red' },
      { kind: 'text', text: 'night sky' },
    ],
  });
  expect(ask('red "night sky" -blue', 'closest').filter).toMatchObject({
    ...{ meaning: 'red night sky', sort: 'closest' },
    where: [{ kind: 'text', text: 'blue', not: true }],
  });
  expect(ask('kept:yes', 'closest').filter.sort).toBe('newest');
});

test('twice not is yes, and the trash is a place of its own', () => {
  expect(ask('-kept:no').filter.where).toEqual([{ kind: 'kept', not: false }]);
  expect(ask('is:trashed').filter).toEqual({ inTrash: true, sort: 'newest' });
  expect(ask('-is:trashed').filter.inTrash).toBe(false);
});

test('likeness is asked for with its order', () => {
  expect(ask('similar:p1').filter).toEqual({ inTrash: false, similarTo: 'p1', sort: 'closest' });
  expect(ask('similar:upload-u1').filter).toMatchObject({ similarToUpload: 'u1' });
});

test('times are those of the calendar here', () => {
  const day = (month: number, date: number) => new Date(2026, month - 1, date).getTime();
  const span = (moment: 'today' | 'yesterday' | 'week' | 'month') => spanOf({ moment }, now);
  expect(span('today')).toEqual({ from: day(11, 24), until: day(11, 25) });
  expect(span('yesterday')).toEqual({ from: day(11, 23), until: day(11, 24) });
  expect(span('week')).toEqual({ from: day(11, 23), until: day(11, 30) });
  expect(span('month')).toEqual({ from: day(11, 1), until: day(12, 1) });
  expect(spanOf({ year: 2026, month: 12 }, now).until).toBe(new Date(2027, 0, 1).getTime());
  expect(spanOf({ moment: 'week' }, new Date(2026, 10, 29)).from).toBe(day(11, 23));
  expect(ask('from:2026-11-01 to:2026-11-02').filter.where).toEqual([
    { kind: 'created', from: day(11, 1) },
    { kind: 'created', until: day(11, 3) },
  ]);
});
