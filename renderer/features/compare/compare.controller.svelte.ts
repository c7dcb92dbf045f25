/** Two to four pictures side by side: which ones, what part of them, and which one the keys act on. */
import type { Picture } from '#shared/domain/picture.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { panBy, whole, zoomAt, type Viewport } from './viewport.ts';

export const MAX_COMPARED = 4;

export type CompareLayout = 'beside' | 'slider';

export class Comparison {
  #ids = $state.raw<readonly PictureId[]>([]);
  readonly #pool: () => readonly Picture[];
  /** Pane that keys and new pictures go to. */
  active = $state(0);
  view = $state.raw<Viewport>(whole);
  layout = $state<CompareLayout>('beside');
  /** Where the slider divides two pictures, 0..1 from the left. */
  split = $state(0.5);

  readonly shown = $derived.by(() =>
    this.#ids.flatMap((id) => this.#pool().filter((picture) => picture.id === id)),
  );
  readonly canSlide = $derived(this.shown.length === 2);
  /** Whether there are pictures besides the shown ones. */
  readonly hasMore = $derived.by(() => this.#pool().length > this.shown.length);

  /** `pool` holds the shown ones and those that can take their place, in the order of the keys. */
  constructor(ids: readonly PictureId[], pool: () => readonly Picture[]) {
    this.#ids = ids.slice(0, MAX_COMPARED);
    this.#pool = pool;
  }

  get activePicture(): Picture | undefined {
    return this.shown[this.active] ?? this.shown[0];
  }

  /** Puts the next (or previous) picture that is not shown yet into the active pane, around the end. */
  swap(step: 1 | -1): void {
    const pool = this.#pool();
    const current = this.activePicture;
    const from = pool.findIndex((picture) => picture.id === current?.id);
    for (let tried = 1; tried < pool.length; tried += 1) {
      const candidate = pool[(from + step * tried + pool.length * tried) % pool.length];
      if (candidate === undefined || this.#ids.includes(candidate.id)) continue;
      this.#ids = this.#ids.map((id) => (id === current?.id ? candidate.id : id));
      return;
    }
  }

  /** One more pane with the best picture that is not shown; for the active pane's keys at once. */
  add(): void {
    if (this.#ids.length >= MAX_COMPARED) return;
    const next = this.#pool().find((picture) => !this.#ids.includes(picture.id));
    if (next === undefined) return;
    this.#ids = [...this.#ids, next.id];
    this.active = this.#ids.length - 1;
    this.layout = 'beside';
  }

  /** Takes a pane away; two stay at least. */
  remove(index: number): void {
    if (this.#ids.length <= 2) return;
    this.#ids = this.#ids.filter((_, place) => place !== index);
    this.active = Math.min(this.active, this.#ids.length - 1);
  }

  toggleLayout(): void {
    this.layout = this.layout === 'slider' || !this.canSlide ? 'beside' : 'slider';
  }

  zoom(factor: number, px = 0, py = 0): void {
    this.view = zoomAt(this.view, factor, px, py);
  }

  pan(dx: number, dy: number): void {
    this.view = panBy(this.view, dx, dy);
  }

  showWhole(): void {
    this.view = whole;
  }

  slideTo(share: number): void {
    this.split = Math.min(1, Math.max(0, share));
  }
}
