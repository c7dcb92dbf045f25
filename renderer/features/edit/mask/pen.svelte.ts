/**
 * Drawing without a pointer: arrows move a pen over the picture, Space sets it down and lifts it.
 * Shapes are drawn the same way: down at the first corner, up at the last.
 */
import type { MaskController } from './mask.controller.svelte.ts';
import type { Point } from './coverage.ts';

/** An arrow moves by this share of the brush; with Shift by a pixel. */
const STRIDE = 0.25;

const ways: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class Pen {
  /** In pixels of the mask; undefined until it is moved or used. */
  point = $state.raw<Point | undefined>();
  isDown = $state(false);
  readonly #mask: MaskController;

  constructor(mask: MaskController) {
    this.#mask = mask;
  }

  /** Puts the pen away, with what it began. */
  leave(): void {
    if (this.isDown) this.#mask.end();
    this.isDown = false;
    this.point = undefined;
  }

  /** What a key does; false where it does nothing. */
  press({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): boolean {
    const way = ways[key];
    if (way !== undefined) this.#move(way, shiftKey);
    else if (key === ' ') this.#toggle();
    else if (key === 'Escape' && this.isDown) {
      this.#mask.abandon();
      this.isDown = false;
    } else return false;
    return true;
  }

  get #at(): Point {
    const { width, height } = this.#mask.coverage;
    return this.point ?? { x: width / 2, y: height / 2 };
  }

  #move([x, y]: readonly [number, number], isFine: boolean): void {
    const { width, height } = this.#mask.coverage;
    const stride = isFine ? 1 : Math.max(1, this.#mask.radius * 2 * STRIDE);
    const from = this.#at;
    this.point = {
      x: Math.min(width, Math.max(0, from.x + x * stride)),
      y: Math.min(height, Math.max(0, from.y + y * stride)),
    };
    if (this.isDown) this.#mask.move(this.point);
  }

  #toggle(): void {
    this.point = this.#at;
    if (this.isDown) this.#mask.end();
    else this.#mask.begin(this.point);
    this.isDown = !this.isDown;
  }
}
