/** How fast bytes come, from the last few seconds. */

const WINDOW_MS = 6_000;
/** Before that much time any rate is a guess. */
const MIN_SPAN_MS = 500;

export class Speedometer {
  readonly #marks: { readonly at: number; readonly bytes: number }[] = [];

  /** @param bytes all that have come so far; @param at milliseconds, never less than before */
  mark(bytes: number, at: number): void {
    this.#marks.push({ at, bytes });
    while (at - (this.#marks[0]?.at ?? at) > WINDOW_MS) this.#marks.shift();
  }

  /** Per second; undefined while nothing comes. */
  rate(now: number): number | undefined {
    const recent = this.#marks.filter(({ at }) => now - at <= WINDOW_MS);
    const [first, last] = [recent[0], recent.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    const span = now - first.at;
    if (span < MIN_SPAN_MS || last.bytes <= first.bytes) return undefined;
    return ((last.bytes - first.bytes) / span) * 1000;
  }
}
