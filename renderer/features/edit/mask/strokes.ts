/** What was done to a mask, stroke by stroke, with the way back and forth. */
import { cut, paste, type Coverage, type Region } from './coverage.ts';

interface Stroke {
  readonly region: Region;
  /** The values that a step back or forth puts there. */
  readonly values: Uint8Array;
}

/** Older strokes are forgotten beyond so many bytes. */
const MOST_BYTES = 64 * 1024 * 1024;

export class Strokes {
  readonly #coverage: Coverage;
  #before: Uint8Array;
  #done: Stroke[] = [];
  #undone: Stroke[] = [];

  constructor(coverage: Coverage) {
    this.#coverage = coverage;
    this.#before = coverage.data.slice();
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** Writes down a stroke that has been drawn in `region` since the last one. */
  record(region: Region): void {
    const old = { ...this.#coverage, data: this.#before };
    this.#done.push({ region, values: cut(old, region) });
    paste(old, region, cut(this.#coverage, region));
    this.#undone = [];
    this.#forget();
  }

  /** Takes the newest stroke back; answers where, or undefined when there was none. */
  undo(): Region | undefined {
    return this.#step(this.#done, this.#undone);
  }

  redo(): Region | undefined {
    return this.#step(this.#undone, this.#done);
  }

  #step(from: Stroke[], to: Stroke[]): Region | undefined {
    const stroke = from.pop();
    if (stroke === undefined) return undefined;
    const { region, values } = stroke;
    to.push({ region, values: cut(this.#coverage, region) });
    paste(this.#coverage, region, values);
    paste({ ...this.#coverage, data: this.#before }, region, values);
    return region;
  }

  #forget(): void {
    let bytes = this.#done.reduce((sum, { values }) => sum + values.length, 0);
    while (bytes > MOST_BYTES && this.#done.length > 1) {
      bytes -= this.#done.shift()?.values.length ?? 0;
    }
  }
}
