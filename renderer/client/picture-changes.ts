/**
 * Changes to pictures of the library, each with its way back: what was there before is read first,
 * so that undo restores every picture to its own state. Pictures deleted for good meanwhile are
 * passed over; when none is left, the way throws `undo.gone`.
 */
import type { EaselClient } from '#shared/contract/index.ts';
import type { BoardId, PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { readPictures, inParts, type PicturesCall } from './picture-parts.ts';
import type { UndoableStep, UndoStack } from './undo.svelte.ts';

export type PictureChange = Omit<Parameters<EaselClient['gallery']['update']>[0], 'ids'>;

export interface ChangeOptions {
  readonly label: () => string;
  /** Is given every picture that changed, also by undo and redo. */
  readonly take: (pictures: readonly Picture[]) => void;
}

/** Undefined where there was nothing to change. */
export type Changed = Promise<UndoableStep | undefined>;

export class PictureChanges {
  readonly #client: EaselClient;
  readonly #undo: UndoStack;

  constructor(client: EaselClient, undo: UndoStack) {
    this.#client = client;
    this.#undo = undo;
  }

  /** Rating, kept mark and tags. Throws what the contract declares. */
  async update(
    ids: readonly PictureId[],
    change: PictureChange,
    options: ChangeOptions,
  ): Promise<void> {
    const { gallery } = this.#client;
    const before = await this.#read(ids);
    const update: PicturesCall = (part) => gallery.update({ ids: part, ...change });
    await inParts(ids, update, options.take);
    this.#undo.push({
      label: options.label,
      redo: this.#way(ids, update, options),
      undo: async () => {
        const left = new Set(await this.#left(ids, options));
        const known = before.filter((picture) => left.has(picture.id));
        for (const { ids: same, change: back } of waysBack(known, change)) {
          await inParts(same, (part) => gallery.update({ ids: part, ...back }), options.take);
        }
      },
    });
  }

  /** Those in the trash already stay in it when this is undone. */
  async trash(ids: readonly PictureId[], options: ChangeOptions): Changed {
    const whole = (await this.#read(ids)).filter((picture) => picture.trashedAt === undefined);
    return this.#both(idsOf(whole), this.#trash, this.#restore, options);
  }

  async restore(ids: readonly PictureId[], options: ChangeOptions): Changed {
    const trashed = (await this.#read(ids)).filter((picture) => picture.trashedAt !== undefined);
    return this.#both(idsOf(trashed), this.#restore, this.#trash, options);
  }

  /** Pictures that have come in: undo puts them into the trash. */
  added(ids: readonly PictureId[], options: ChangeOptions): UndoableStep {
    return this.#push(ids, this.#restore, this.#trash, options);
  }

  /** Those that are on the board already stay on it when this is undone. */
  async putOnBoard(id: BoardId, ids: readonly PictureId[], options: ChangeOptions): Changed {
    const isNew = (picture: Picture): boolean => !picture.boards.includes(id);
    const added = (await this.#read(ids)).filter(isNew);
    return this.#both(idsOf(added), ...this.#boardCalls(id), options);
  }

  async takeOffBoard(id: BoardId, ids: readonly PictureId[], options: ChangeOptions): Changed {
    const isOn = (picture: Picture): boolean => picture.boards.includes(id);
    const [add, take] = this.#boardCalls(id);
    return this.#both(idsOf((await this.#read(ids)).filter(isOn)), take, add, options);
  }

  readonly #trash: PicturesCall = (ids) => this.#client.gallery.trash({ ids });
  readonly #restore: PicturesCall = (ids) => this.#client.gallery.restore({ ids });

  #boardCalls(id: BoardId): [add: PicturesCall, take: PicturesCall] {
    const { boards } = this.#client.gallery;
    return [(ids) => boards.add({ id, ids }), (ids) => boards.take({ id, ids })];
  }

  async #both(
    ids: readonly PictureId[],
    forth: PicturesCall,
    back: PicturesCall,
    options: ChangeOptions,
  ): Changed {
    if (ids.length === 0) return undefined;
    await inParts(ids, forth, options.take);
    return this.#push(ids, forth, back, options);
  }

  #push(
    ids: readonly PictureId[],
    forth: PicturesCall,
    back: PicturesCall,
    options: ChangeOptions,
  ): UndoableStep {
    const redo = this.#way(ids, forth, options);
    const step = { label: options.label, redo, undo: this.#way(ids, back, options) };
    this.#undo.push(step);
    return step;
  }

  #way(ids: readonly PictureId[], call: PicturesCall, options: ChangeOptions): () => Promise<void> {
    return async () => {
      const left = await this.#left(ids, options);
      try {
        await inParts(left, call, options.take);
      } catch (error) {
        if (isBoardGone(error)) throw goneError(options);
        throw error;
      }
    };
  }

  /** Throws `undo.gone` when there is none. */
  async #left(ids: readonly PictureId[], options: ChangeOptions): Promise<PictureId[]> {
    const left = idsOf(await this.#read(ids));
    if (left.length === 0) throw goneError(options);
    return left;
  }

  #read(ids: readonly PictureId[]): Promise<Picture[]> {
    return readPictures(this.#client, ids);
  }
}

function idsOf(pictures: readonly Picture[]): PictureId[] {
  return pictures.map((picture) => picture.id);
}

function isBoardGone(error: unknown): boolean {
  return error instanceof EaselError && error.code === 'board.not-found';
}

function goneError({ label }: ChangeOptions): EaselError {
  return new EaselError('undo.gone', { what: label() });
}

/** Pictures that go back to the same state, together. */
function waysBack(
  before: readonly Picture[],
  change: PictureChange,
): { ids: PictureId[]; change: PictureChange }[] {
  const ways = new Map<string, { ids: PictureId[]; change: PictureChange }>();
  for (const picture of before) {
    const back: PictureChange = {
      ...(change.rating === undefined ? {} : { rating: picture.rating }),
      ...(change.isKept === undefined ? {} : { isKept: picture.isKept }),
      ...(change.addTags === undefined
        ? {}
        : { removeTags: change.addTags.filter((tag) => !picture.tags.includes(tag)) }),
      ...(change.removeTags === undefined
        ? {}
        : { addTags: change.removeTags.filter((tag) => picture.tags.includes(tag)) }),
    };
    const key = JSON.stringify(back);
    const way = ways.get(key) ?? { ids: [], change: back };
    way.ids.push(picture.id);
    ways.set(key, way);
  }
  return [...ways.values()];
}
