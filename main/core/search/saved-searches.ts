/**
 * Searches that were given a name. Their file is their only home, so an index that is made anew, or a
 * library that is opened elsewhere, has them as it has its boards.
 */
import { randomUUID } from 'node:crypto';
import { Feed } from '#main/core/feed/feed.ts';
import type { SavedSearchId } from '#shared/domain/ids.ts';
import { MAX_SAVED_SEARCHES, type SavedSearch } from '#shared/domain/saved-search.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { SavedSearchStore } from './saved-search-store.port.ts';

type Content = Pick<SavedSearch, 'name' | 'query' | 'sort'> & {
  readonly id?: SavedSearchId | undefined;
};
/** Lets one change happen after another, and none while the library moves. */
type Holding = <Result>(work: () => Promise<Result>) => Promise<Result>;

export class SavedSearches {
  readonly #store: SavedSearchStore;
  readonly #holding: Holding;
  readonly #feed = new Feed<{ readonly seq: number; readonly searches: SavedSearch[] }>(
    () => 'latest',
  );

  constructor(store: SavedSearchStore, holding: Holding) {
    this.#store = store;
    this.#holding = holding;
  }

  /** By name. */
  async list(): Promise<SavedSearch[]> {
    const searches = await this.#store.load();
    return searches.toSorted((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  }

  /** Throws `saved-search.name-taken`, `saved-search.too-many`, and what keeps it from being written. */
  save({ id, ...content }: Content): Promise<SavedSearch> {
    return this.#change((searches) => {
      const before = searches.find((one) => one.id === id);
      const others = searches.filter((one) => one !== before);
      if (others.some(({ name }) => name === content.name)) {
        throw new EaselError('saved-search.name-taken', { name: content.name });
      }
      if (others.length >= MAX_SAVED_SEARCHES) {
        throw new EaselError('saved-search.too-many', { limit: MAX_SAVED_SEARCHES });
      }
      const saved = {
        ...content,
        id: id ?? newId(),
        createdAt: before?.createdAt ?? Date.now(),
      };
      return { searches: [...others, saved], result: saved };
    });
  }

  /** Throws `saved-search.not-found`. */
  remove(id: SavedSearchId): Promise<Record<string, never>> {
    return this.#change((searches) => {
      const left = searches.filter((one) => one.id !== id);
      if (left.length === searches.length) throw new EaselError('saved-search.not-found', { id });
      return { searches: left, result: {} };
    });
  }

  /** All of them now, and again after each change; a slow reader gets the latest only. */
  async *watch(signal?: AbortSignal): AsyncGenerator<SavedSearch[], void, undefined> {
    const now = await this.list();
    const first = (seq: number) => ({ seq, searches: now });
    for await (const { searches } of this.#feed.watch(first, signal)) yield searches;
  }

  #change<Result>(
    change: (searches: readonly SavedSearch[]) => {
      readonly searches: readonly SavedSearch[];
      readonly result: Result;
    },
  ): Promise<Result> {
    return this.#holding(async () => {
      const { searches, result } = change(await this.#store.load());
      await this.#store.save(searches);
      const listed = await this.list();
      this.#feed.publish((seq) => ({ seq, searches: listed }));
      return result;
    });
  }
}

function newId(): SavedSearchId {
  return `s${randomUUID().replaceAll('-', '').slice(0, 16)}` as SavedSearchId;
}
