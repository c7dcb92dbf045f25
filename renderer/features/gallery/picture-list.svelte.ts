/**
 * The pictures of one place: which ones and how wide, all of them at once; what is known of each,
 * only for those in sight and lately in sight. A hundred thousand pictures cost a few megabytes.
 */
import type { GalleryFilter } from '#shared/contract/gallery.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { matches } from '#shared/search/matches.ts';
import { KnownPictures } from './known-pictures.svelte.ts';

/** Fetched together, so that a step of the wheel is one question. */
const PAGE = 100;

export class PictureList {
  ids = $state.raw<readonly PictureId[]>([]);
  /** Width / height of each. */
  ratios = $state.raw<readonly number[]>([]);
  total = $state(0);
  isLoaded = $state(false);
  /** How often something else was looked at: a view of the list begins anew with each. */
  looks = $state(0);
  #ask: () => GalleryFilter = () => ({ inTrash: false, sort: 'newest' });
  #question = JSON.stringify(this.#ask());
  #round = 0;
  #isOther = false;
  readonly #known = new KnownPictures();
  readonly #asked = new Set<PictureId>();
  readonly #client: EaselClient;

  constructor(client: EaselClient) {
    this.#client = client;
  }

  /** Looks somewhere else; the pictures on screen stay until the answer is there. */
  async look(ask: () => GalleryFilter): Promise<void> {
    this.#ask = ask;
    const question = JSON.stringify(ask());
    this.#isOther ||= question !== this.#question;
    this.#question = question;
    await this.refresh();
  }

  /** Reads again which pictures there are. */
  async refresh(): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    const outline = await this.#client.gallery.outline(this.#ask());
    if (round !== this.#round) return;
    this.ids = outline.ids;
    this.ratios = outline.ratios;
    this.total = outline.total;
    this.isLoaded = true;
    if (this.#isOther) this.looks += 1;
    this.#isOther = false;
  }

  /** What is known of a picture; undefined until `want` or `bring` has brought it. */
  find(id: PictureId | undefined): Picture | undefined {
    return id === undefined ? undefined : this.#known.get(id);
  }

  /** Brings the pictures from index `start` up to but without `end`, and their neighbours. */
  want(start: number, end: number): Promise<void> {
    const from = Math.max(0, Math.floor(start / PAGE) * PAGE);
    return this.bring(this.ids.slice(from, Math.ceil(end / PAGE) * PAGE));
  }

  /** Brings these, wherever they are. */
  async bring(ids: readonly PictureId[]): Promise<void> {
    this.#known.touch(ids);
    const missing = ids.filter((id) => !this.#known.has(id) && !this.#asked.has(id));
    if (missing.length === 0) return;
    for (const id of missing) this.#asked.add(id);
    try {
      const parts = Array.from({ length: Math.ceil(missing.length / PAGE) }, (_, at) =>
        missing.slice(at * PAGE, (at + 1) * PAGE),
      );
      for (const part of parts) {
        this.#known.learn(await this.#client.gallery.getMany({ ids: part }));
      }
    } finally {
      for (const id of missing) this.#asked.delete(id);
    }
  }

  /** Whether a picture is what is looked for, likeness aside. */
  isWanted(picture: Picture): boolean {
    return matches(this.#ask(), picture);
  }

  /** Changed pictures take their place; those that no longer belong here go. */
  take(changed: readonly Picture[]): void {
    this.#known.learn(changed.filter((picture) => this.#known.has(picture.id)));
    const question = this.#ask();
    const left = changed.filter((picture) => !matches(question, picture));
    if (left.length > 0) this.drop(new Set(left.map((picture) => picture.id)));
  }

  drop(gone: ReadonlySet<PictureId>): void {
    const isHere = this.ids.map((id) => !gone.has(id));
    if (isHere.every(Boolean)) return;
    this.total -= isHere.filter((stays) => !stays).length;
    this.ratios = this.ratios.filter((_, at) => isHere[at]);
    this.ids = this.ids.filter((_, at) => isHere[at]);
  }
}
