/** What is looked at stays where it is while pictures come or go above it. */
import type { PictureId } from '#shared/domain/ids.ts';
import { rowAt, rowOf, type Row } from './justified.ts';

/** So near the top one looks at what is newest: nothing is held there. */
const TOP = 8;

export class ScrollAnchor {
  #held: { readonly id: PictureId; readonly offset: number } | undefined;

  /** Called while a person scrolls: holds the first row in sight. */
  hold(rows: readonly Row[], ids: readonly PictureId[], scrollTop: number): void {
    const row = rows[rowAt(rows, scrollTop)];
    const id = ids[row?.start ?? -1];
    this.#held =
      row === undefined || id === undefined || scrollTop < TOP
        ? undefined
        : { id, offset: row.top - scrollTop };
  }

  /** Another list begins at its top. */
  release(): void {
    this.#held = undefined;
  }

  /** Where to scroll to in rows laid out anew; undefined when nothing is held, or is there. */
  place(rows: readonly Row[], ids: readonly PictureId[]): number | undefined {
    if (this.#held === undefined) return undefined;
    const row = rows[rowOf(rows, ids.indexOf(this.#held.id))];
    return row === undefined ? undefined : row.top - this.#held.offset;
  }
}
