/** What was changed, in order, each with the way back and forth again. */
import { EaselError } from '#shared/errors/easel-error.ts';

export interface UndoableStep {
  /** What it was, as in "3 pictures rated". */
  readonly label: () => string;
  /** Throws `undo.gone` when there is nothing left that it could change. */
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
  #pushes = 0;

  /** The step that `undo` would take back. */
  readonly next = $derived(this.#done.at(-1));
  /** The step that `redo` would do again. */
  readonly again = $derived(this.#undone.at(-1));

  /** A change that was just made. What was undone before it is gone. */
  push(step: UndoableStep): void {
    this.#pushes += 1;
    this.#done = [...this.#done.slice(1 - MOST), step];
    this.#undone = [];
  }

  /**
   * Takes back the newest step, or `only` that one, wherever it stands. Resolves with the step taken
   * back, or undefined when there was none. Throws what it threw; the step stays, unless that was
   * `undo.gone`: it would fail for ever and bar the way to those before it.
   */
  undo(only?: UndoableStep): Promise<UndoableStep | undefined> {
    return this.#inTurn(async () => {
      const step = only ?? this.#done.at(-1);
      if (step === undefined || !this.#done.includes(step)) return undefined;
      const pushes = this.#pushes;
      await this.#run(step, step.undo);
      // More may have been done meanwhile: the step goes from where it stands now.
      this.#done = without(this.#done, step);
      if (pushes === this.#pushes) this.#undone = [...this.#undone, step];
      return step;
    });
  }

  redo(): Promise<UndoableStep | undefined> {
    return this.#inTurn(async () => {
      const step = this.#undone.at(-1);
      if (step === undefined) return undefined;
      const before = this.#done.at(-1);
      await this.#run(step, step.redo);
      this.#undone = without(this.#undone, step);
      const at = before === undefined ? 0 : this.#done.indexOf(before) + 1;
      this.#done = [...this.#done.slice(0, at), step, ...this.#done.slice(at)];
      return step;
    });
  }

  async #run(step: UndoableStep, way: () => Promise<void>): Promise<void> {
    try {
      await way();
    } catch (error) {
      if (error instanceof EaselError && error.code === 'undo.gone') {
        this.#done = without(this.#done, step);
        this.#undone = without(this.#undone, step);
      }
      throw error;
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

function without(steps: readonly UndoableStep[], step: UndoableStep): readonly UndoableStep[] {
  return steps.filter((each) => each !== step);
}
