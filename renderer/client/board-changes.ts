/** Making, naming and removing boards, each with its way back. */
import type { EaselClient } from '#shared/contract/index.ts';
import type { BoardId, PictureId } from '#shared/domain/ids.ts';
import type { Board } from '#shared/domain/picture.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { ChangeOptions } from './picture-changes.ts';
import { inParts, readPictures } from './picture-parts.ts';
import type { UndoableStep, UndoStack } from './undo.svelte.ts';

interface Removed {
  readonly board: Board;
  readonly members: readonly PictureId[];
}

export class BoardChanges {
  readonly #client: EaselClient;
  readonly #undo: UndoStack;

  constructor(client: EaselClient, undo: UndoStack) {
    this.#client = client;
    this.#undo = undo;
  }

  /** Throws `board.name-taken`. */
  async create(name: string, options: ChangeOptions): Promise<Board> {
    const board = await this.#client.gallery.boards.create({ name });
    let removed: Removed = { board, members: [] };
    this.#undo.push({
      label: options.label,
      undo: async () => {
        // Pictures that were put on it since come back with it.
        removed = await this.#remove(board.id, options);
      },
      redo: () => this.#bringBack(removed, options),
    });
    return board;
  }

  /** Throws `board.name-taken` and `board.not-found`. */
  async rename(board: Board, name: string, options: ChangeOptions): Promise<void> {
    await this.#client.gallery.boards.rename({ id: board.id, name });
    const rename = (to: string) => async (): Promise<void> => {
      const { boards } = this.#client.gallery;
      await this.#unlessGone(options, () => boards.rename({ id: board.id, name: to }));
    };
    this.#undo.push({
      label: options.label,
      undo: rename(board.name),
      redo: rename(name),
    });
  }

  /** Undo brings it back under its id, with its pictures. Throws `board.not-found`. */
  async remove(id: BoardId, options: ChangeOptions): Promise<UndoableStep> {
    let removed: Removed = await this.#client.gallery.boards.remove({ id });
    const step = {
      label: options.label,
      undo: () => this.#bringBack(removed, options),
      redo: async () => {
        removed = await this.#remove(id, options);
      },
    };
    this.#undo.push(step);
    return step;
  }

  #remove(id: BoardId, options: ChangeOptions): Promise<Removed> {
    return this.#unlessGone(options, () => this.#client.gallery.boards.remove({ id }));
  }

  /** Pictures deleted for good meanwhile are passed over. */
  async #bringBack({ board, members }: Removed, { take }: ChangeOptions): Promise<void> {
    const { boards } = this.#client.gallery;
    const { id, name, createdAt } = board;
    await boards.restore({ id, name, createdAt });
    const left = (await readPictures(this.#client, members)).map((picture) => picture.id);
    await inParts(left, (ids) => boards.add({ id, ids }), take);
  }

  async #unlessGone<Result>(
    { label }: ChangeOptions,
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const isGone = error instanceof EaselError && error.code === 'board.not-found';
      throw isGone ? new EaselError('undo.gone', { what: label() }) : error;
    }
  }
}
