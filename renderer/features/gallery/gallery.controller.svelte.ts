/** The gallery screen: a place, its pictures, a selection and what can be done with it. */
import { downloadName, type GalleryFeed } from '#renderer/client/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { GalleryEvent } from '#shared/contract/gallery.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { BoardId, PictureId } from '#shared/domain/ids.ts';
import type { Board, Picture } from '#shared/domain/picture.ts';
import { PictureList } from './picture-list.svelte.ts';
import { samePlace, type GallerySort, type Place } from './place.ts';
import { Selection } from './selection.svelte.ts';

const SEARCH_DELAY_MS = 200;

export interface GalleryNeeds {
  readonly client: EaselClient;
  readonly gallery: GalleryFeed;
  readonly shell: Shell;
  readonly voice: Voice;
}

type Change = Omit<Parameters<EaselClient['gallery']['update']>[0], 'ids'>;

export class GalleryController {
  place = $state.raw<Place>({ kind: 'all' });
  text = $state('');
  sort = $state<GallerySort>('newest');
  /** Height of a row in pixels. */
  rowHeight = $state(176);
  boards = $state.raw<readonly Board[]>([]);
  #viewedId = $state<PictureId | undefined>();
  readonly list: PictureList;
  readonly selection = new Selection();
  readonly needs: GalleryNeeds;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly order = $derived.by(() => this.list.pictures.map((picture) => picture.id));
  readonly selected = $derived.by(() =>
    this.list.pictures.filter((picture) => this.selection.ids.has(picture.id)),
  );

  /** The picture that is shown large. */
  readonly viewed = $derived.by(() =>
    this.list.pictures.find((picture) => picture.id === this.#viewedId),
  );

  constructor(needs: GalleryNeeds) {
    this.needs = needs;
    this.list = new PictureList(needs.client);
  }

  start(): () => void {
    return this.needs.gallery.listen((event) => {
      this.#take(event);
    });
  }

  /** Called when the screen opens. */
  async open(): Promise<void> {
    await this.#try(async () => {
      const [boards] = await Promise.all([this.needs.client.gallery.boards.list(), this.#look()]);
      this.boards = boards;
    });
  }

  async goTo(place: Place): Promise<void> {
    if (!samePlace(place, this.place)) this.selection.clear();
    this.place = place;
    await this.#try(() => this.#look());
  }

  view(id: PictureId | undefined): void {
    this.#viewedId = id;
  }

  /** Steps on from the picture shown large, within what is loaded. */
  viewNext(by: -1 | 1): void {
    const next = this.order[this.order.findIndex((id) => id === this.#viewedId) + by];
    if (next !== undefined) this.#viewedId = next;
  }

  search(text: string): void {
    this.text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#try(() => this.#look()), SEARCH_DELAY_MS);
  }

  async sortBy(sort: GallerySort): Promise<void> {
    this.sort = sort;
    await this.#try(() => this.#look());
  }

  async more(): Promise<void> {
    await this.#try(() => this.list.more());
  }

  async change(ids: readonly PictureId[], change: Change): Promise<void> {
    if (ids.length === 0) return;
    await this.#try(async () => {
      this.list.take(await this.needs.client.gallery.update({ ids: [...ids], ...change }));
    });
  }

  /** To the trash with a way back, or out of it. */
  async trash(ids: readonly PictureId[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#try(async () => {
      this.list.take(await this.needs.client.gallery.trash({ ids: [...ids] }));
      this.selection.clear();
      this.needs.voice.say(() => t('said.trashed', { n: ids.length }), {
        label: () => t('said.undo'),
        run: () => void this.restore(ids),
      });
    });
  }

  async restore(ids: readonly PictureId[]): Promise<void> {
    await this.#try(async () => {
      await this.needs.client.gallery.restore({ ids: [...ids] });
      this.selection.clear();
      await this.list.refresh();
      this.needs.voice.announce(t('said.restored', { n: ids.length }));
    });
  }

  async emptyTrash(): Promise<void> {
    await this.#try(async () => {
      await this.needs.client.gallery.emptyTrash();
      this.selection.clear();
      await this.list.refresh();
    });
  }

  async createBoard(name: string): Promise<void> {
    await this.#try(async () => {
      const board = await this.needs.client.gallery.boards.create({ name });
      if (!this.boards.some(({ id }) => id === board.id)) this.boards = [...this.boards, board];
    });
  }

  async removeBoard(id: BoardId): Promise<void> {
    await this.#try(async () => {
      await this.needs.client.gallery.boards.remove({ id });
      this.boards = this.boards.filter((board) => board.id !== id);
      if (this.place.kind === 'board' && this.place.id === id) await this.goTo({ kind: 'all' });
    });
  }

  async putOnBoard(id: BoardId): Promise<void> {
    await this.#try(async () => {
      const ids = [...this.selection.ids];
      this.list.take(await this.needs.client.gallery.boards.add({ id, ids }));
      this.boards = await this.needs.client.gallery.boards.list();
    });
  }

  async takeOffBoard(id: BoardId): Promise<void> {
    await this.#try(async () => {
      const ids = [...this.selection.ids];
      this.list.take(await this.needs.client.gallery.boards.take({ id, ids }));
      this.selection.clear();
    });
  }

  /** Hands the originals over, one file after another. */
  async export(pictures: readonly Picture[]): Promise<void> {
    await this.#try(async () => {
      for (const picture of pictures) {
        await this.needs.shell.savePicture(picture.id, downloadName(picture));
      }
    });
  }

  #look(): Promise<void> {
    return this.list.look(this.place, this.text, this.sort);
  }

  #take(event: GalleryEvent): void {
    if (event.type === 'changed') this.list.take(event.pictures);
    else if (event.type === 'removed') this.list.drop(new Set(event.ids));
    else if (event.type === 'boards') this.boards = event.boards;
    else if (this.list.isLoaded) {
      // New pictures, a rebuilt index, or a connection that came back: read what is in sight again.
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#try(() => this.list.refresh()), SEARCH_DELAY_MS);
    }
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.needs.voice.fail(error);
    }
  }
}
