/** Which pictures are selected, with the habits of file managers. */
import { SvelteSet } from 'svelte/reactivity';
import type { PictureId } from '#shared/domain/ids.ts';

export class Selection {
  readonly ids = new SvelteSet<PictureId>();
  /** Where an extension starts. */
  #anchor: PictureId | undefined;
  /** What an extension has added: it goes again where the next one does not reach. */
  #range: ReadonlySet<PictureId> = new Set();

  /** Alone; a second time on the only selected one takes it back. */
  only(id: PictureId): void {
    const wasOnly = this.ids.size === 1 && this.ids.has(id);
    this.ids.clear();
    if (!wasOnly) this.ids.add(id);
    this.#anchorAt(id);
  }

  toggle(id: PictureId): void {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.#anchorAt(id);
  }

  /** An extension by keys starts at the picture that has the focus, unless it goes on from there. */
  begin(id: PictureId): void {
    if (!this.ids.has(id)) this.#anchorAt(id);
  }

  /**
   * Everything from the anchor to this one, in the place of what the extension before had added; what
   * was selected before stays. So the selection grows and shrinks with every step.
   */
  extend(id: PictureId, order: readonly PictureId[]): void {
    const to = order.indexOf(id);
    if (to < 0) return;
    let from = this.#anchor === undefined ? -1 : order.indexOf(this.#anchor);
    if (from < 0) {
      this.#anchorAt(id);
      from = to;
    }
    const reached = new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1));
    for (const each of this.#range) if (!reached.has(each)) this.ids.delete(each);
    const range = new Set<PictureId>();
    for (const each of reached) {
      if (this.ids.has(each) && !this.#range.has(each)) continue;
      this.ids.add(each);
      range.add(each);
    }
    this.#range = range;
  }

  /** An extension after it leaves only its own. */
  all(order: readonly PictureId[]): void {
    for (const id of order) this.ids.add(id);
    this.#range = new Set(order);
    this.#anchor ??= order[0];
  }

  /** What is no longer seen is no longer selected: a change would meet it unseen. */
  keep(seen: readonly PictureId[]): void {
    if (this.ids.size === 0) return;
    const known = new Set(seen);
    for (const id of this.ids) if (!known.has(id)) this.ids.delete(id);
  }

  clear(): void {
    this.ids.clear();
    this.#anchor = undefined;
    this.#range = new Set();
  }

  #anchorAt(id: PictureId): void {
    this.#anchor = id;
    this.#range = new Set();
  }
}
