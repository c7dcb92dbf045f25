/** The gallery screen: a place, its pictures, a selection and what can be done with it. */
import {
  PictureChanges,
  type GalleryFeed,
  type PictureChange,
  type UndoableStep,
  type UndoStack,
} from '#renderer/client/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { GalleryEvent } from '#shared/contract/gallery.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Board, GalleryCounts, Picture } from '#shared/domain/picture.ts';
import type { SavedSearch } from '#shared/domain/saved-search.ts';
import { printTerm } from '#shared/search/print.ts';
import { BoardEdits } from './board-edits.svelte.ts';
import { poolAround } from './compare-pool.ts';
import { Imports } from './imports.svelte.ts';
import { PictureList } from './picture-list.svelte.ts';
import { samePlace, searchFor, type GallerySort, type Place } from './place.ts';
import { SavedSearches } from './search/saved-searches.svelte.ts';
import { Search } from './search/search.controller.svelte.ts';
import { Selection } from './selection.svelte.ts';

/** As the comparison shows them. */
const MAX_COMPARED = 4;
const SEARCH_DELAY_MS = 200;
/** Of larger selections nothing is asked: what all have in common would hardly be of use. */
const MOST_SELECTED_KNOWN = 1_000;

export interface GalleryNeeds {
  readonly client: EaselClient;
  readonly gallery: GalleryFeed;
  readonly shell: Shell;
  readonly voice: Voice;
  readonly undo: UndoStack;
  /** Opens the export dialog. */
  readonly exportPictures: (ids: readonly PictureId[]) => void;
  /** Brings a picture onto the canvas of the edit screen. */
  readonly editPicture: (id: PictureId) => void;
  /** Goes where pictures are made, with prompt and settings of this one, of the library or not. */
  readonly useSettings: (source: PictureId | File) => void;
  /** Goes there and makes pictures near this one. */
  readonly varyPicture: (picture: Picture) => void;
  /** Goes there with pictures that have a part in the prompt. */
  readonly useAsReference: (ids: readonly PictureId[]) => void;
}

export class GalleryController {
  /** Height of a row in pixels. */
  rowHeight = $state(176);
  /** Undefined until they were read. */
  counts = $state.raw<GalleryCounts | undefined>();
  #viewedId = $state<PictureId | undefined>();
  readonly list: PictureList;
  readonly search: Search;
  readonly saved: SavedSearches;
  readonly selection = new Selection();
  readonly imports: Imports;
  readonly needs: GalleryNeeds;
  readonly #changes: PictureChanges;
  readonly boardEdits: BoardEdits;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly order = $derived.by(() => this.list.ids);
  /** Pictures that a comparison can show; undefined while nothing is compared. */
  #poolIds = $state.raw<readonly PictureId[] | undefined>();
  /** What is known of the selected pictures; nothing of a large selection. */
  readonly selected = $derived.by(() => {
    const { ids } = this.selection;
    return ids.size > MOST_SELECTED_KNOWN ? [] : [...ids].flatMap((id) => this.list.find(id) ?? []);
  });
  /** Whether `selected` are all of them. */
  readonly isSelectionKnown = $derived.by(() => this.selected.length === this.selection.ids.size);

  /** Two to four, which can be compared. */
  readonly canCompare = $derived.by(() => {
    const { size } = this.selection.ids;
    return this.isSelectionKnown && size >= 2 && size <= MAX_COMPARED;
  });
  /** The compared pictures and their neighbours in the list; undefined while nothing is compared. */
  readonly pool = $derived.by(() => this.#poolIds?.flatMap((id) => this.list.find(id) ?? []));

  /** The picture that is shown large. */
  readonly viewed = $derived.by(() => this.list.find(this.#viewedId));

  /** The one picture that is meant: shown large, or alone selected. */
  readonly likeable = $derived.by(() => {
    const [first, ...others] = this.selection.ids;
    return this.#viewedId ?? (others.length === 0 ? first : undefined);
  });

  constructor(needs: GalleryNeeds) {
    this.needs = needs;
    this.list = new PictureList(needs.client);
    this.search = new Search(needs.client);
    this.saved = new SavedSearches(needs.client, needs.undo, this.search);
    this.imports = new Imports(needs);
    this.#changes = new PictureChanges(needs.client, needs.undo);
    this.boardEdits = new BoardEdits({
      ...{ needs, changes: this.#changes, selection: this.selection, take: this.#taker },
      boards: () => this.boards,
      takeBoards: (boards) => {
        this.#takeBoards(boards);
      },
      readBoards: () => this.#readBoards(),
      attempt: (work) => this.#try(work),
      sayWithUndo: (label, step) => {
        this.#sayWithUndo(label, step);
      },
    });
  }

  get boards(): readonly Board[] {
    return this.search.boards;
  }

  get place(): Place {
    return this.search.place;
  }

  start(): () => void {
    const stop = new AbortController();
    this.saved.start(stop.signal);
    const stopListening = this.needs.gallery.listen((event) => {
      this.#take(event);
    });
    return () => {
      stop.abort();
      stopListening();
    };
  }

  /** Called when the screen opens. */
  async open(): Promise<void> {
    await this.#try(async () => {
      // A search can name boards: they come first.
      await this.#readBoards();
      await this.#look();
    });
  }

  async goTo(place: Place): Promise<void> {
    if (!samePlace(place, this.place)) this.selection.clear();
    this.search.text = searchFor(place, this.boards);
    clearTimeout(this.#timer);
    await this.#try(() => this.#look());
  }

  view(id: PictureId | undefined): void {
    this.#viewedId = id;
  }

  /** Steps on from the picture shown large, which is or was at `from`. */
  viewNext(by: -1 | 1, from: number): void {
    const found = this.order.findIndex((id) => id === this.#viewedId);
    // What came after one that has left is now in its place.
    const at = found >= 0 ? found + by : by > 0 ? from : from - 1;
    const next = this.order[at];
    if (next === undefined) return;
    void this.want(at, at + 1).then(() => {
      this.#viewedId = next;
    });
  }

  copyPicture(id: PictureId): void {
    const { shell, voice } = this.needs;
    shell.copyPicture(id).then(() => {
      voice.say(() => t('said.copiedPicture'));
    }, voice.fail);
  }

  copyText(text: string): void {
    const { shell, voice } = this.needs;
    shell.copyText(text).then(() => {
      voice.say(() => t('said.copied'));
    }, voice.fail);
  }

  /** Looks for something else, a moment after the last key. */
  lookFor(text: string): void {
    if (text === this.search.text) return;
    this.search.text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#try(() => this.#look()), SEARCH_DELAY_MS);
  }

  /** What looks like a picture of the library, closest first. */
  async findSimilar(id: PictureId): Promise<void> {
    this.#viewedId = undefined;
    this.selection.clear();
    this.search.text = printTerm({ key: 'similar', to: 'picture', id });
    await this.#try(() => this.#look());
  }

  /** The same for a picture from outside, which does not come into the library. */
  async findSimilarFile(file: File): Promise<void> {
    await this.#try(async () => {
      this.search.isLookingAt = file.name;
      try {
        const { key } = await this.needs.shell.upload('similar', file);
        this.search.uploaded.set(key, URL.createObjectURL(file));
        this.search.text = printTerm({ key: 'similar', to: 'upload', id: key });
      } finally {
        this.search.isLookingAt = undefined;
      }
      await this.#look();
    });
  }

  async openSearch(saved: SavedSearch): Promise<void> {
    this.selection.clear();
    this.search.text = this.saved.textOf(saved);
    this.search.sort = saved.sort;
    await this.#try(() => this.#look());
  }

  async saveSearch(name: string): Promise<void> {
    await this.#try(() => this.saved.create(name));
  }

  async renameSearch(saved: SavedSearch, name: string): Promise<void> {
    await this.#try(() => this.saved.rename(saved, name));
  }

  async removeSearch(saved: SavedSearch): Promise<void> {
    await this.#try(async () => {
      const step = await this.saved.remove(saved);
      this.#sayWithUndo(step.label, step);
    });
  }

  async sortBy(sort: GallerySort): Promise<void> {
    this.search.sort = sort;
    await this.#try(() => this.#look());
  }

  /** Brings what is in sight. */
  async want(start: number, end: number): Promise<void> {
    await this.#try(() => this.list.want(start, end));
  }

  /** Brings what is not known of the selected pictures. */
  async bringSelected(): Promise<void> {
    const ids = [...this.selection.ids];
    if (ids.length <= MOST_SELECTED_KNOWN) await this.#try(() => this.list.bring(ids));
  }

  /** Compares the selected pictures. */
  async compare(): Promise<void> {
    if (!this.canCompare) return;
    await this.#try(async () => {
      const ids = poolAround(this.order, [...this.selection.ids]);
      await this.list.bring(ids);
      this.#poolIds = ids;
    });
  }

  endComparison(): void {
    this.#poolIds = undefined;
  }

  async change(ids: readonly PictureId[], change: PictureChange): Promise<void> {
    if (ids.length === 0) return;
    const label = (): string => t('undo.changed', { n: ids.length });
    await this.#try(() => this.#changes.update(ids, change, { label, take: this.#taker }));
  }

  /** To the trash with a way back, or out of it. */
  async trash(ids: readonly PictureId[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#try(async () => {
      const label = (): string => t('said.trashed', { n: ids.length });
      const step = await this.#changes.trash(ids, { label, take: this.#taker });
      if (step === undefined) return;
      this.selection.clear();
      this.#sayWithUndo(label, step);
    });
  }

  async restore(ids: readonly PictureId[]): Promise<void> {
    await this.#try(async () => {
      const label = (): string => t('said.restored', { n: ids.length });
      const step = await this.#changes.restore(ids, { label, take: this.#taker });
      if (step === undefined) return;
      this.selection.clear();
      this.#sayWithUndo(label, step);
    });
  }

  async emptyTrash(): Promise<void> {
    await this.#try(async () => {
      await this.needs.client.gallery.emptyTrash();
      this.selection.clear();
      await this.#refresh();
    });
  }

  /** Pictures that were dragged onto a place; places that nothing can be put into are left alone. */
  async dropOn(place: Place, ids: readonly PictureId[]): Promise<void> {
    if (place.kind === 'board') await this.boardEdits.put(place.id, ids);
    else if (place.kind === 'kept') await this.change(ids, { isKept: true });
    else if (place.kind === 'trash') await this.trash(ids);
    else if (place.kind === 'all') await this.restore(ids);
  }

  #sayWithUndo(label: () => string, step: UndoableStep): void {
    this.needs.voice.say(label, {
      label: () => t('said.undo'),
      run: () =>
        void this.#try(async () => {
          await this.needs.undo.undo(step);
        }),
    });
  }

  async #readBoards(): Promise<void> {
    const { gallery } = this.needs.client;
    const [boards, counts] = await Promise.all([gallery.boards.list(), gallery.counts()]);
    this.counts = counts;
    this.#takeBoards(boards);
  }

  /** A board that is gone, also by undo or from another window, cannot be stayed on. */
  #takeBoards(boards: readonly Board[]): void {
    const { place } = this;
    this.search.takeBoards(boards);
    const isGone = place.kind === 'board' && !boards.some(({ id }) => id === place.id);
    if (isGone) void this.goTo({ kind: 'all' });
  }

  /** Pictures that come back into a place, by undo, are only found by looking again. */
  readonly #taker = (pictures: readonly Picture[]): void => {
    this.list.take(pictures);
    this.selection.keep(this.list.ids);
    const known = new Set(this.list.ids);
    if (pictures.some((picture) => !known.has(picture.id) && this.list.isWanted(picture))) {
      this.#lookSoon();
    }
  };

  #lookSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#try(() => this.#refresh()), SEARCH_DELAY_MS);
  }

  async #look(): Promise<void> {
    await this.list.look(() => this.search.ask());
    this.selection.keep(this.list.ids);
  }

  async #refresh(): Promise<void> {
    await this.list.refresh();
    this.selection.keep(this.list.ids);
  }

  #take(event: GalleryEvent): void {
    this.saved.countSoon();
    if (event.type === 'changed') this.#taker(event.pictures);
    else if (event.type === 'removed') {
      this.list.drop(new Set(event.ids));
      this.selection.keep(this.list.ids);
    } else if (event.type === 'boards') this.#takeBoards(event.boards);
    else if (event.type === 'counts') this.counts = event.counts;
    else {
      // A rebuilt index, or a connection that came back: anything may be different.
      if (event.type !== 'added') void this.#try(() => this.#readBoards());
      if (this.list.isLoaded) this.#lookSoon();
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
