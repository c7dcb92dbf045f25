/** Candidates picked for a comparison, and whether it is open. */
import { SvelteSet } from 'svelte/reactivity';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';

export const MOST_PICKED = 4;

export class Picks {
  isComparing = $state(false);
  readonly #ids = new SvelteSet<PictureId>();
  readonly #offered: () => readonly Picture[];

  /** Picked pictures that are still on offer, in their order on screen. */
  readonly pictures = $derived.by(() =>
    this.#offered().filter((picture) => this.#ids.has(picture.id)),
  );

  /** `offered` are the finished candidates on screen, best first. */
  constructor(offered: () => readonly Picture[]) {
    this.#offered = offered;
  }

  get canCompare(): boolean {
    return this.#offered().length > 1;
  }

  has(picture: Picture): boolean {
    return this.#ids.has(picture.id);
  }

  /** Picks or puts back; with four picked already, nothing more is picked. */
  toggle(picture: Picture): void {
    if (this.#ids.delete(picture.id)) return;
    if (this.pictures.length < MOST_PICKED) this.#ids.add(picture.id);
  }

  /** What a comparison begins with: the picked ones, and the best others where fewer than two are. */
  get compared(): readonly Picture[] {
    const others = this.#offered().filter((picture) => !this.has(picture));
    return [...this.pictures, ...others.slice(0, Math.max(0, 2 - this.pictures.length))];
  }

  compare(): void {
    this.isComparing = this.canCompare;
  }

  close(): void {
    this.isComparing = false;
  }

  clear(): void {
    this.#ids.clear();
    this.isComparing = false;
  }
}
