import { expect, test } from 'vitest';
import { belongs, queryFor, samePlace } from '#renderer/features/gallery/place.ts';
import type { BoardId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';

const board = { kind: 'board', id: 'b1' as BoardId } as const;

function picture(change: Partial<Picture>): Picture {
  return { rating: 0, isKept: false, boards: [], ...change } as Picture;
}

test('a place becomes the question that finds its pictures', () => {
  expect(queryFor(board, '  red ', 'rating')).toEqual({
    board: 'b1',
    text: 'red',
    inTrash: false,
    sort: 'rating',
  });
  expect(queryFor({ kind: 'trash' }, ' ', 'newest')).toEqual({ inTrash: true, sort: 'newest' });
});

test('a changed picture stays only where it belongs', () => {
  expect(belongs({ kind: 'all' }, picture({}))).toBe(true);
  expect(belongs({ kind: 'all' }, picture({ trashedAt: 1 }))).toBe(false);
  expect(belongs({ kind: 'trash' }, picture({ trashedAt: 1 }))).toBe(true);
  expect(belongs({ kind: 'rated' }, picture({ rating: 2 }))).toBe(false);
  expect(belongs({ kind: 'kept' }, picture({ isKept: true }))).toBe(true);
  expect(belongs(board, picture({ boards: [board.id] }))).toBe(true);
});

test('two boards are two places', () => {
  expect(samePlace(board, { kind: 'board', id: 'b2' as BoardId })).toBe(false);
  expect(samePlace(board, { ...board })).toBe(true);
});
