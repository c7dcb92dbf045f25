/** Gallery events for every screen that shows pictures. */
import type { EaselClient } from '#shared/contract/index.ts';
import type { GalleryEvent } from '#shared/contract/gallery.ts';
import { follow } from './follow.ts';

export type GalleryListener = (event: GalleryEvent) => void;

export class GalleryFeed {
  readonly #listeners = new Set<GalleryListener>();

  start(client: EaselClient, signal: AbortSignal): void {
    void follow(
      (stop) => client.gallery.watch(undefined, { signal: stop }),
      (event) => {
        for (const listener of this.#listeners) listener(event);
      },
      signal,
    );
  }

  /** Returns how to stop. */
  listen(listener: GalleryListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
