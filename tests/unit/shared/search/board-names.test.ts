import { expect, test } from 'vitest';
import type { BoardId } from '#shared/domain/ids.ts';
import { followBoards, withBoardIds, withBoardNames } from '#shared/search/board-names.ts';

const board = (id: string, name: string) => ({ id: id as BoardId, name });
const before = [board('b1', 'Forest ideas'), board('b2', 'Sea')];

test('ids instead of names, and back', () => {
  const ids = withBoardIds('fox board:"forest ideas" -board:Sea board:gone', before);
  expect(ids).toBe('fox board:b1 -board:b2 board:gone');
  const after = [board('b1', 'Woods'), board('b2', 'The sea')];
  expect(withBoardNames(ids, after)).toBe('fox board:Woods -board:"The sea" board:gone');
});

test('a search follows a board that got another name, and stays as typed otherwise', () => {
  const after = [board('b1', 'Woods')];
  expect(followBoards('画板:"Forest ideas" fox', before, after)).toBe('board:Woods fox');
  expect(followBoards('  board:Sea  画板:x', before, after)).toBe('  board:Sea  画板:x');
});
