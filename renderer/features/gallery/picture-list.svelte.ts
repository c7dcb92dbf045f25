/** The pictures of one place, page by page, kept fresh by the gallery's events. */
import type { EaselClient } from '#shared/contract/index.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { belongs, queryFor, type GallerySort, type Place } from './place.ts';

const PAGE = 200;
const LONGEST_PAGE = 1000;

export class PictureList {
  pictures = $state.raw<readonly Picture[]>([]);
  total = $state(0);
  isLoaded = $state(false);
  #place: Place = { kind: 'all' };
  #text = '';
  #sort: GallerySort = 'newest';
  #cursor: string | undefined;
  #isLoading = false;
  #round = 0;
  readonly #client: EaselClient;

  constructor(client: EaselClient) {
    this.#client = client;
  }

  /** Looks somewhere else; the pictures on screen stay until the answer is there. */
  async look(place: Place, text: string, sort: GallerySort): Promise<void> {
    this.#place = place;
    this.#text = text;
    this.#sort = sort;
    await this.#load(PAGE);
  }

  /** Reads again as much as was read before. */
  async refresh(): Promise<void> {
    await this.#load(Math.max(PAGE, Math.min(LONGEST_PAGE, this.pictures.length)));
  }

  async more(): Promise<void> {
    if (this.#isLoading || this.#cursor === undefined) return;
    this.#isLoading = true;
    const round = this.#round;
    try {
      const page = await this.#client.gallery.list({
        ...queryFor(this.#place, this.#text, this.#sort),
        limit: PAGE,
        cursor: this.#cursor,
      });
      if (round !== this.#round) return;
      this.pictures = [...this.pictures, ...page.pictures];
      this.total = page.total;
      this.#cursor = page.cursor;
    } finally {
      this.#isLoading = false;
    }
  }

  /** Changed pictures take their place; those that no longer belong here go. */
  take(changed: readonly Picture[]): void {
    const byId = new Map(changed.map((picture) => [picture.id, picture]));
    if (!this.pictures.some((picture) => byId.has(picture.id))) return;
    const next = this.pictures
      .map((picture) => byId.get(picture.id) ?? picture)
      .filter((picture) => belongs(this.#place, picture));
    this.total -= this.pictures.length - next.length;
    this.pictures = next;
  }

  drop(ids: ReadonlySet<PictureId>): void {
    const next = this.pictures.filter((picture) => !ids.has(picture.id));
    this.total -= this.pictures.length - next.length;
    this.pictures = next;
  }

  async #load(limit: number): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    const query = queryFor(this.#place, this.#text, this.#sort);
    const page = await this.#client.gallery.list({ ...query, limit });
    if (round !== this.#round) return;
    this.pictures = page.pictures;
    this.total = page.total;
    this.#cursor = page.cursor;
    this.isLoaded = true;
  }
}
