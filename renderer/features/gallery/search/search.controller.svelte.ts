/** What is looked for in the gallery, as one text: places, filters and the search box write into it. */
import { SvelteMap } from 'svelte/reactivity';
import type { GalleryFilter, SearchVocabulary } from '#shared/contract/gallery.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import type { Board } from '#shared/domain/picture.ts';
import { followBoards } from '#shared/search/board-names.ts';
import { askSearch } from '#shared/search/question.ts';
import { placeOf, type GallerySort } from '../place.ts';

export class Search {
  text = $state('');
  sort = $state<GallerySort>('newest');
  boards = $state.raw<readonly Board[]>([]);
  models = $state.raw<readonly CheckpointSummary[]>([]);
  /** Tags and models of the library, as they were when the box was last gone to. */
  vocabulary = $state.raw<SearchVocabulary>({ tags: [], models: [] });
  /** The name of a file whose like is about to be looked for. */
  isLookingAt = $state<string | undefined>();
  /** Addresses of pictures from outside, by the keys of their uploads. */
  readonly uploaded = new SvelteMap<string, string>();
  readonly #client: EaselClient;

  readonly names = $derived({ boards: this.boards, models: this.models });
  readonly place = $derived(placeOf(this.text, this.boards));
  readonly problems = $derived(askSearch(this.text, this.sort, this.names, new Date()).problems);

  /** The order that is seen: what is like a picture comes closest first, whatever was chosen. */
  readonly order = $derived.by((): GallerySort => {
    const { filter } = askSearch(this.text, 'newest', this.names, new Date());
    return filter.sort === 'closest' ? 'closest' : this.sort;
  });

  constructor(client: EaselClient) {
    this.#client = client;
  }

  /** The question as it is now: `date:today` moves on at midnight. */
  ask(): GalleryFilter {
    return askSearch(this.text, this.sort, this.names, new Date()).filter;
  }

  /** Boards came, went or got other names. */
  takeBoards(boards: readonly Board[]): void {
    this.text = followBoards(this.text, this.boards, boards);
    this.boards = boards;
  }

  /** Reads what searches can name besides boards. */
  async learn(): Promise<void> {
    const [{ checkpoints }, vocabulary] = await Promise.all([
      this.#client.checkpoints.list(),
      this.#client.gallery.vocabulary(),
    ]);
    this.models = checkpoints;
    this.vocabulary = vocabulary;
  }
}
