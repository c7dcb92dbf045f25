/** Boards: the user's own collections. */
import { randomUUID } from 'node:crypto';
import type { BoardId, PictureId } from '#shared/domain/ids.ts';
import type { Board, Picture } from '#shared/domain/picture.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { PictureFiles } from './picture-files.port.ts';
import type { BoardRecord, PictureIndex, StoredPicture } from './picture-index.port.ts';
import type { Turns } from './turns.ts';

/** As the contract has it. */
const MAX_NAME = 120;

interface Library {
  readonly find: (ids: readonly PictureId[]) => StoredPicture[];
  readonly save: (stored: readonly StoredPicture[]) => Promise<Picture[]>;
  readonly announce: (boards: Board[]) => void;
}

export class Boards {
  readonly #index: PictureIndex;
  readonly #files: PictureFiles;
  readonly #turns: Turns;
  readonly #library: Library;

  constructor(
    { index, files }: { readonly index: PictureIndex; readonly files: PictureFiles },
    turns: Turns,
    library: Library,
  ) {
    this.#index = index;
    this.#files = files;
    this.#turns = turns;
    this.#library = library;
  }

  list(): Board[] {
    return this.#index.boards();
  }

  /** Throws `board.name-taken`. */
  create(name: string): Promise<Board> {
    return this.#turns.take(async () => {
      this.#refuseTaken(name);
      const id = `b${randomUUID().replaceAll('-', '').slice(0, 16)}` as BoardId;
      return this.#keep({ id, name, createdAt: Date.now() });
    });
  }

  /** Throws `board.not-found` or `board.name-taken`. */
  rename(id: BoardId, name: string): Promise<Board> {
    return this.#turns.take(async () => {
      const board = this.#one(id);
      this.#refuseTaken(name, id);
      return this.#keep({ id, name, createdAt: board.createdAt });
    });
  }

  /** The pictures stay. Answers what was removed, so that it can come back. */
  remove(id: BoardId): Promise<{ board: Board; members: PictureId[] }> {
    return this.#turns.take(async () => {
      const board = this.#one(id);
      const members = this.#index.onBoard(id);
      await this.#library.save(members.map((stored) => without(stored, id)));
      await this.#files.writeBoards(this.#records().filter((record) => record.id !== id));
      this.#index.removeBoard(id);
      this.#library.announce(this.list());
      return { board, members: members.map(({ picture }) => picture.id) };
    });
  }

  /** A removed board, without its pictures; under a name with a number where its own is taken. */
  restore({ id, name, createdAt }: BoardRecord): Promise<Board> {
    return this.#turns.take(async () => {
      const there = this.list().find((board) => board.id === id);
      return there ?? this.#keep({ id, name: this.#freeName(name), createdAt });
    });
  }

  add(id: BoardId, ids: readonly PictureId[]): Promise<Picture[]> {
    return this.#change(id, ids, (stored) => {
      const boards = [...new Set([...stored.picture.boards, id])];
      return { ...stored, picture: { ...stored.picture, boards } };
    });
  }

  take(id: BoardId, ids: readonly PictureId[]): Promise<Picture[]> {
    return this.#change(id, ids, (stored) => without(stored, id));
  }

  #change(
    id: BoardId,
    ids: readonly PictureId[],
    change: (stored: StoredPicture) => StoredPicture,
  ): Promise<Picture[]> {
    return this.#turns.take(async () => {
      this.#one(id);
      const pictures = await this.#library.save(this.#library.find(ids).map(change));
      this.#library.announce(this.list());
      return pictures;
    });
  }

  /** The file first, then the index. */
  async #keep(record: BoardRecord): Promise<Board> {
    const others = this.#records().filter((board) => board.id !== record.id);
    await this.#files.writeBoards([...others, record]);
    this.#index.putBoard(record);
    this.#library.announce(this.list());
    return this.#one(record.id);
  }

  #records(): BoardRecord[] {
    return this.list().map(({ id, name, createdAt }) => ({ id, name, createdAt }));
  }

  #one(id: BoardId): Board {
    const board = this.list().find((one) => one.id === id);
    if (board === undefined) throw new EaselError('board.not-found', { id });
    return board;
  }

  #freeName(name: string): string {
    const taken = new Set(this.list().map((board) => board.name));
    let free = name;
    for (let number = 2; taken.has(free); number += 1) {
      const end = ` ${number}`;
      free = name.slice(0, MAX_NAME - end.length) + end;
    }
    return free;
  }

  #refuseTaken(name: string, except?: BoardId): void {
    const isTaken = this.list().some((board) => board.name === name && board.id !== except);
    if (isTaken) throw new EaselError('board.name-taken', { name });
  }
}

function without(stored: StoredPicture, id: BoardId): StoredPicture {
  const boards = stored.picture.boards.filter((board) => board !== id);
  return { ...stored, picture: { ...stored.picture, boards } };
}
