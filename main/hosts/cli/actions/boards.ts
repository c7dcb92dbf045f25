/** `easel gallery board …`; a board is named by its name or its id. */
import type { EaselClient } from '#shared/contract/index.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Board } from '#shared/domain/picture.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { formatTable } from '../terminal/table.ts';
import { formatPictures } from './format-pictures.ts';

type BoardAndIds = readonly [board: string, ids: PictureId[]];

export const boardActions = {
  list: (_args: readonly [], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const boards = await client.gallery.boards.list();
      output.result(boards, boards.length === 0 ? 'No boards.' : formatBoards(boards));
    }),
  create: ([name]: readonly [name: string], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const board = await client.gallery.boards.create({ name });
      output.result(board, formatBoards([board]));
    }),
  rename: ([board, name]: readonly [board: string, name: string], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const { id } = await findBoard(client, board);
      const renamed = await client.gallery.boards.rename({ id, name });
      output.result(renamed, formatBoards([renamed]));
    }),
  remove: ([board]: readonly [board: string], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const { id, name } = await findBoard(client, board);
      await client.gallery.boards.remove({ id });
      output.result({ id }, `The board “${name}” is gone; its pictures stay.`);
    }),
  add: ([board, ids]: BoardAndIds, options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const { id } = await findBoard(client, board);
      const pictures = await client.gallery.boards.add({ id, ids });
      output.result(pictures, formatPictures(pictures));
    }),
  take: ([board, ids]: BoardAndIds, options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const { id } = await findBoard(client, board);
      const pictures = await client.gallery.boards.take({ id, ids });
      output.result(pictures, formatPictures(pictures));
    }),
};

export async function findBoard(client: EaselClient, nameOrId: string): Promise<Board> {
  const boards = await client.gallery.boards.list();
  const found =
    boards.find(({ id }) => id === nameOrId) ?? boards.find(({ name }) => name === nameOrId);
  if (found === undefined) throw new EaselError('board.not-found', { id: nameOrId });
  return found;
}

function formatBoards(boards: readonly Board[]): string {
  return formatTable(
    ['board', 'pictures', 'name'],
    boards.map(({ id, count, name }) => [id, count, name]),
  );
}
