/** How the picture on the stage is looked at. Fitted until somebody zooms, and again with the next. */
import { fitted, moved, within, zoomedTo, type Area, type View } from './zoom.ts';

const STEP = 1.25;
/** How far an arrow key moves, as a share of the stage. */
const MOVE = 0.12;

export class Lens {
  picture = $state.raw<Area>({ width: 1, height: 1 });
  stage = $state.raw<Area>({ width: 1, height: 1 });
  readonly #density: number;
  #view = $state.raw<View | undefined>();

  readonly isFitted = $derived(this.#view === undefined);
  readonly view = $derived.by(() =>
    this.#view === undefined ? fitted(this) : within(this, this.#view),
  );

  /** @param density pixels of the screen for each CSS pixel */
  constructor(density = 1) {
    this.#density = density;
  }

  /** Of the picture's own size, in per cent of the screen's pixels. */
  get percent(): number {
    return Math.round(this.view.scale * this.#density * 100);
  }

  fit(): void {
    this.#view = undefined;
  }

  /** One pixel of the picture on one pixel of the screen. */
  showActualSize(): void {
    this.zoomTo(1 / this.#density);
  }

  zoomTo(scale: number, px?: number, py?: number): void {
    this.#view = zoomedTo(this, this.view, scale, px, py);
  }

  zoomBy(factor: number, px?: number, py?: number): void {
    this.zoomTo(this.view.scale * factor, px, py);
  }

  stepIn(): void {
    this.zoomBy(STEP);
  }

  stepOut(): void {
    this.zoomBy(1 / STEP);
  }

  move(dx: number, dy: number): void {
    if (this.#view !== undefined) this.#view = moved(this, this.view, dx, dy);
  }

  moveByShare(x: number, y: number): void {
    this.move(x * MOVE * this.stage.width, y * MOVE * this.stage.height);
  }
}
