/** Searches that were given a name: kept by the library, told live, each change with its way back. */
import { SvelteMap } from 'svelte/reactivity';
import { follow, type UndoableStep, type UndoStack } from '#renderer/client/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { SavedSearchId } from '#shared/domain/ids.ts';
import type { SavedSearch } from '#shared/domain/saved-search.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { withBoardIds, withBoardNames } from '#shared/search/board-names.ts';
import { parseSearch } from '#shared/search/parse.ts';
import { askSearch } from '#shared/search/question.ts';
import type { Search } from './search.controller.svelte.ts';

/** Changes come in bursts; each count looks through the whole library. */
const COUNT_DELAY_MS = 1_500;

export class SavedSearches {
  all = $state.raw<readonly SavedSearch[]>([]);
  /** Pictures that each finds; nothing for those by likeness, which are never at an end. */
  readonly counts = new SvelteMap<SavedSearchId, number>();
  /** Whether the search is being given a name. */
  isNaming = $state(false);
  readonly #client: EaselClient;
  readonly #undo: UndoStack;
  readonly #search: Search;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The one that is looked at. */
  readonly current = $derived.by(() =>
    this.all.find((saved) => this.textOf(saved) === this.#search.text),
  );
  /** Whether there is something to save that will still mean the same tomorrow. */
  readonly canSave = $derived.by(() => {
    const { tokens } = parseSearch(this.#search.text);
    const isFromOutside = tokens.some(
      (token) =>
        token.kind === 'filter' && token.term?.key === 'similar' && token.term.to === 'upload',
    );
    return tokens.length > 0 && !isFromOutside && this.current === undefined;
  });

  constructor(client: EaselClient, undo: UndoStack, search: Search) {
    this.#client = client;
    this.#undo = undo;
    this.#search = search;
  }

  start(signal: AbortSignal): void {
    void follow(
      (stop) => this.#client.searches.watch(undefined, { signal: stop }),
      (all) => {
        this.all = all;
        this.countSoon();
      },
      signal,
    );
  }

  /** As the search box writes it: with boards by their names of now. */
  textOf({ query }: SavedSearch): string {
    return withBoardNames(query, this.#search.boards);
  }

  /** Throws `saved-search.name-taken`. */
  async create(name: string): Promise<void> {
    const { text, sort } = this.#search;
    const content = { name, query: withBoardIds(text, this.#search.boards), sort };
    const saved = await this.#client.searches.save(content);
    this.#undo.push({
      label: () => t('undo.searchSaved', { name }),
      undo: () => this.#remove(saved),
      redo: () => this.#save(saved),
    });
  }

  /** Throws `saved-search.name-taken`. */
  async rename(saved: SavedSearch, name: string): Promise<void> {
    if (name === saved.name) return;
    await this.#save({ ...saved, name });
    this.#undo.push({
      label: () => t('undo.searchRenamed', { from: saved.name, to: name }),
      undo: () => this.#save(saved),
      redo: () => this.#save({ ...saved, name }),
    });
  }

  async remove(saved: SavedSearch): Promise<UndoableStep> {
    await this.#client.searches.remove({ id: saved.id });
    const step: UndoableStep = {
      label: () => t('undo.searchRemoved', { name: saved.name }),
      undo: () => this.#save(saved),
      redo: () => this.#remove(saved),
    };
    this.#undo.push(step);
    return step;
  }

  /** Counts again once the library has come to rest. */
  countSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#count().catch(() => undefined), COUNT_DELAY_MS);
  }

  async #count(): Promise<void> {
    for (const saved of this.all) {
      const { names } = this.#search;
      const { filter } = askSearch(this.textOf(saved), saved.sort, names, new Date());
      if (filter.sort === 'closest') this.counts.delete(saved.id);
      else {
        const { total } = await this.#client.gallery.list({ ...filter, limit: 1 });
        this.counts.set(saved.id, total);
      }
    }
  }

  async #save({ id, name, query, sort }: SavedSearch): Promise<void> {
    await this.#client.searches.save({ id, name, query, sort });
  }

  /** Another window may have removed it. */
  async #remove({ id, name }: SavedSearch): Promise<void> {
    try {
      await this.#client.searches.remove({ id });
    } catch (error) {
      const isGone = error instanceof EaselError && error.code === 'saved-search.not-found';
      throw isGone ? new EaselError('undo.gone', { what: name }) : error;
    }
  }
}
