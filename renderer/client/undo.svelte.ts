/** What was changed, in order, each with the way back and forth again. */

export interface UndoableStep {
  /** What it was, as in "3 pictures rated". */
  readonly label: () => string;
  readonly undo: () => Promise<void>;
  readonly redo: () => Promise<void>;
}

/** So many steps are kept; older ones are forgotten. */
const MOST = 100;

export class UndoStack {
  #done = $state.raw<readonly UndoableStep[]>([]);
  #undone = $state.raw<readonly UndoableStep[]>([]);
  /** Steps go one after another: a second press waits for the first. */
  #turn: Promise<unknown> = Promise.resolve();

  /** The step that `undo` would take back. */
  readonly next = $derived(this.#done.at(-1));
  /** The step that `redo` would do again. */
  readonly again = $derived(this.#undone.at(-1));

  /** A change that was just made. What was undone before it is gone. */
  push(step: UndoableStep): void {
    this.#done = [...this.#done.slice(1 - MOST), step];
    this.#undone = [];
  }

  /** Resolves with the step taken back, or undefined when there was none. Throws what it threw. */
  undo(): Promise<UndoableStep | undefined> {
    return this.#inTurn(async () => {
      const step = this.#done.at(-1);
      if (step === undefined) return undefined;
      await step.undo();
      this.#done = this.#done.slice(0, -1);
      this.#undone = [...this.#undone, step];
      return step;
    });
  }

  redo(): Promise<UndoableStep | undefined> {
    return this.#inTurn(async () => {
      const step = this.#undone.at(-1);
      if (step === undefined) return undefined;
      await step.redo();
      this.#undone = this.#undone.slice(0, -1);
      this.#done = [...this.#done, step];
      return step;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}
