/** Where a person stands in the tree of steps, and where back and forth lead from there. */
import { nextOf, pathTo, type TreeNode } from '../tree.ts';

export class History<Step extends TreeNode> {
  /** Oldest first. */
  steps = $state.raw<readonly Step[]>([]);
  #at = $state<string | undefined>();
  /** The end of the branch that was walked last: the way forth. */
  #farthest = $state<string | undefined>();

  readonly current = $derived(this.steps.find(({ id }) => id === this.#at));
  /** From the first step to the current one. */
  readonly way = $derived(this.#at === undefined ? [] : pathTo(this.steps, this.#at));
  readonly before = $derived(this.way.at(-2));
  readonly after = $derived(
    this.#at === undefined ? undefined : nextOf(this.steps, this.#at, this.#farthest),
  );

  /** Stands at a step; the way forth stays where the step lies on it. */
  moveTo(id: string): void {
    const way = this.#farthest === undefined ? [] : pathTo(this.steps, this.#farthest);
    if (!way.some((step) => step.id === id)) this.#farthest = id;
    this.#at = id;
  }

  /** Another picture's history. */
  begin(steps: readonly Step[], at: string): void {
    this.steps = steps;
    this.#farthest = undefined;
    this.#at = undefined;
    this.moveTo(at);
  }

  /** A step that was just accepted: a person stands there now. */
  add(step: Step): void {
    if (!this.steps.some(({ id }) => id === step.id)) this.steps = [...this.steps, step];
    this.#farthest = undefined;
    this.moveTo(step.id);
  }
}
