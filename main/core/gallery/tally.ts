/** Tells what boards and the whole library hold, soon after every change and only when it differs. */
import type { Feed } from '#main/core/feed/feed.ts';
import type { GalleryEvent } from '#shared/contract/gallery.ts';
import type { PictureIndex } from './picture-index.port.ts';

/** Changes that come closer together are counted once, in milliseconds. */
const PAUSE = 60;

export class Tally {
  readonly #index: Pick<PictureIndex, 'boards' | 'counts'>;
  readonly #feed: Feed<GalleryEvent>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told = { boards: '', counts: '' };

  constructor(index: Pick<PictureIndex, 'boards' | 'counts'>, feed: Feed<GalleryEvent>) {
    this.#index = index;
    this.#feed = feed;
  }

  /** Something has changed. While nobody looks, nothing is counted. */
  touch(): void {
    if (!this.#feed.isWatched || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#feed.isWatched) return;
      try {
        this.#tell();
      } catch {
        // The library was closed meanwhile: there is nothing more to tell, and nobody to blame.
      }
    }, PAUSE);
  }

  /** What is told now need not be told again. */
  #tell(): void {
    const boards = this.#index.boards();
    const counts = this.#index.counts();
    const now = { boards: JSON.stringify(boards), counts: JSON.stringify(counts) };
    if (now.boards !== this.#told.boards) {
      this.#feed.publish((seq) => ({ type: 'boards', seq, boards }));
    }
    if (now.counts !== this.#told.counts) {
      this.#feed.publish((seq) => ({ type: 'counts', seq, counts }));
    }
    this.#told = now;
  }
}
