import { expect, test } from 'vitest';
import { placeOf, samePlace, searchFor } from '#renderer/features/gallery/place.ts';
import type { BoardId } from '#shared/domain/ids.ts';

const board = { kind: 'board', id: 'b1' as BoardId } as const;
const boards = [{ id: board.id, name: 'Forest ideas' }];

test('a place becomes a search that looks at this place', () => {
  expect(searchFor(board, boards)).toBe('board:"Forest ideas"');
  for (const place of [
    ...(['all', 'kept', 'rated', 'trash'] as const).map((kind) => ({ kind })),
    board,
  ]) {
    expect(placeOf(searchFor(place, boards), boards)).toEqual(place);
  }
});

test('a search that asks for more is still of its place', () => {
  expect(placeOf('fox 画板:"forest ideas" 评分:5', boards)).toEqual(board);
  expect(placeOf('is:kept -tag:draft', boards)).toEqual({ kind: 'kept' });
  expect(placeOf('-kept:yes rating:>=4 board:gone', boards)).toEqual({ kind: 'all' });
});

test('two boards are two places', () => {
  expect(samePlace(board, { ...board, id: 'b2' as BoardId })).toBe(false);
  expect(samePlace(board, { ...board })).toBe(true);
});
