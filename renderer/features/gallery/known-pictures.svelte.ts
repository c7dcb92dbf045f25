/** What is known of pictures, for as many as were of use lately. */
import { SvelteMap } from 'svelte/reactivity';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';

/** Pictures that are kept in memory. */
const MOST_KNOWN = 3_000;

export class KnownPictures {
  readonly #pictures = new SvelteMap<PictureId, Picture>();
  /** The least lately used first. Apart from the map, so that a use changes nothing on screen. */
  readonly #order = new Set<PictureId>();
  readonly #most: number;

  constructor(most = MOST_KNOWN) {
    this.#most = most;
  }

  get(id: PictureId): Picture | undefined {
    return this.#pictures.get(id);
  }

  /** Not reactive: for deciding what to ask for. */
  has(id: PictureId): boolean {
    return this.#order.has(id);
  }

  /** These are of use now: others are forgotten first. */
  touch(ids: Iterable<PictureId>): void {
    for (const id of ids) if (this.#order.delete(id)) this.#order.add(id);
  }

  learn(pictures: readonly Picture[]): void {
    for (const picture of pictures) {
      this.#order.delete(picture.id);
      this.#order.add(picture.id);
      this.#pictures.set(picture.id, picture);
    }
    for (const id of this.#order) {
      if (this.#order.size <= this.#most) break;
      this.#order.delete(id);
      this.#pictures.delete(id);
    }
  }
}
