/** How a list is being scrolled, so that little is drawn that nobody can look at. */

/** Pixels between two events; more, twice in a row, leaves no time to see a picture. */
const RUSH = 300;
/** Without an event for so long, in milliseconds, it rests. */
const REST = 120;

export class ScrollPace {
  isMoving = $state(false);
  /** Faster than pictures can be seen: a thrown trackpad, a dragged scroll bar. */
  isRushing = $state(false);
  #at = 0;
  #wasFast = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param to where the list was scrolled to, in pixels from its top */
  moved(to: number): void {
    const isFast = Math.abs(to - this.#at) > RUSH;
    this.#at = to;
    this.isMoving = true;
    // One jump alone, as by the End key, arrives where one wants to look.
    this.isRushing = isFast && this.#wasFast;
    this.#wasFast = isFast;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.isMoving = false;
      this.isRushing = false;
      this.#wasFast = false;
    }, REST);
  }
}
