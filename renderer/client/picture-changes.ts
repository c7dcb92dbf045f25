/**
 * Changes to pictures of the library, each with its way back: what was there before is read first,
 * so that undo restores every picture to its own state.
 */
import type { EaselClient } from '#shared/contract/index.ts';
import type { BoardId, PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import type { UndoStack } from './undo.svelte.ts';

/** What the contract takes in one call. */
const MOST_PER_CALL = 500;

export type PictureChange = Omit<Parameters<EaselClient['gallery']['update']>[0], 'ids'>;
type Call = (ids: PictureId[]) => Promise<Picture[]>;
type Taker = (pictures: readonly Picture[]) => void;

export interface ChangeOptions {
  readonly label: () => string;
  /** Is given every picture that changed, also by undo and redo. */
  readonly take: Taker;
}

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
    { label, take }: ChangeOptions,
  ): Promise<void> {
    const { gallery } = this.#client;
    const before = await this.#read(ids);
    const forth = (): Promise<void> =>
      inParts(ids, (part) => gallery.update({ ids: part, ...change }), take);
    await forth();
    this.#undo.push({
      label,
      redo: forth,
      undo: async () => {
        for (const { ids: same, change: back } of waysBack(before, change)) {
          await inParts(same, (part) => gallery.update({ ids: part, ...back }), take);
        }
      },
    });
  }

  trash(ids: readonly PictureId[], options: ChangeOptions): Promise<void> {
    const { gallery } = this.#client;
    const trash: Call = (part) => gallery.trash({ ids: part });
    return this.#both(ids, trash, (part) => gallery.restore({ ids: part }), options);
  }

  restore(ids: readonly PictureId[], options: ChangeOptions): Promise<void> {
    const { gallery } = this.#client;
    const restore: Call = (part) => gallery.restore({ ids: part });
    return this.#both(ids, restore, (part) => gallery.trash({ ids: part }), options);
  }

  /** Those that are on the board already stay on it when this is undone. */
  async putOnBoard(id: BoardId, ids: readonly PictureId[], options: ChangeOptions): Promise<void> {
    const { boards } = this.#client.gallery;
    const isNew = (picture: Picture): boolean => !picture.boards.includes(id);
    const added = (await this.#read(ids)).filter(isNew).map((picture) => picture.id);
    const add: Call = (part) => boards.add({ id, ids: part });
    await this.#both(added, add, (part) => boards.take({ id, ids: part }), options);
  }

  takeOffBoard(id: BoardId, ids: readonly PictureId[], options: ChangeOptions): Promise<void> {
    const { boards } = this.#client.gallery;
    const take: Call = (part) => boards.take({ id, ids: part });
    return this.#both(ids, take, (part) => boards.add({ id, ids: part }), options);
  }

  async #both(
    ids: readonly PictureId[],
    forth: Call,
    back: Call,
    { label, take }: ChangeOptions,
  ): Promise<void> {
    if (ids.length === 0) return;
    const redo = (): Promise<void> => inParts(ids, forth, take);
    await redo();
    this.#undo.push({ label, redo, undo: () => inParts(ids, back, take) });
  }

  async #read(ids: readonly PictureId[]): Promise<Picture[]> {
    const pictures: Picture[] = [];
    const read: Call = (part) => this.#client.gallery.getMany({ ids: part });
    await inParts(ids, read, (part) => pictures.push(...part));
    return pictures;
  }
}

async function inParts(ids: readonly PictureId[], call: Call, take: Taker): Promise<void> {
  for (let start = 0; start < ids.length; start += MOST_PER_CALL) {
    take(await call(ids.slice(start, start + MOST_PER_CALL)));
  }
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
