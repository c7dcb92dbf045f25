/** Which pictures are selected, with the habits of file managers. */
import { SvelteSet } from 'svelte/reactivity';
import type { PictureId } from '#shared/domain/ids.ts';

export class Selection {
  readonly ids = new SvelteSet<PictureId>();
  #anchor: PictureId | undefined;

  /** Alone; a second time on the only selected one takes it back. */
  only(id: PictureId): void {
    const wasOnly = this.ids.size === 1 && this.ids.has(id);
    this.ids.clear();
    if (!wasOnly) this.ids.add(id);
    this.#anchor = id;
  }

  toggle(id: PictureId): void {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.#anchor = id;
  }

  /** Where an extension starts, when nothing is selected yet. */
  begin(id: PictureId): void {
    if (this.ids.size === 0) this.#anchor = id;
  }

  /** Everything from the last touched one to this one. */
  extend(id: PictureId, order: readonly PictureId[]): void {
    const from = order.indexOf(this.#anchor ?? id);
    const to = order.indexOf(id);
    if (from < 0 || to < 0) return;
    for (const each of order.slice(Math.min(from, to), Math.max(from, to) + 1)) this.ids.add(each);
  }

  all(order: readonly PictureId[]): void {
    for (const id of order) this.ids.add(id);
  }

  clear(): void {
    this.ids.clear();
  }
}
