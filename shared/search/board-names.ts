/** Searches name boards by name; what is kept for long names them by id, and follows a new name. */
import type { BoardId } from '#shared/domain/ids.ts';
import { parseSearch } from './parse.ts';
import { printSearch } from './print.ts';
import { findNamed } from './question.ts';

type Boards = readonly { readonly id: BoardId; readonly name: string }[];

/** The same search with boards by their ids; unknown ones stay as they are. */
export function withBoardIds(search: string, boards: Boards): string {
  return renamed(search, (name) => findNamed(boards, name)?.id);
}

/** The same search with boards by their names. */
export function withBoardNames(search: string, boards: Boards): string {
  return renamed(search, (name) => findNamed(boards, name)?.name);
}

/** After boards got other names, the same search with these. */
export function followBoards(search: string, before: Boards, after: Boards): string {
  return renamed(search, (name) => {
    const id = findNamed(before, name)?.id;
    return after.find((board) => board.id === id)?.name;
  });
}

/** Printed anew only where a name changes: a person may be typing it. */
function renamed(search: string, nameFor: (name: string) => string | undefined): string {
  let isChanged = false;
  const tokens = parseSearch(search).tokens.map((token) => {
    if (token.kind === 'word' || token.term?.key !== 'board') return token;
    const name = nameFor(token.term.name);
    if (name === undefined || name === token.term.name) return token;
    isChanged = true;
    return { ...token, term: { ...token.term, name } };
  });
  return isChanged ? printSearch(tokens) : search;
}
