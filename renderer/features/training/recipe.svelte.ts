/** A recipe in the making: what is to be taught, what speaks against it, and what it costs here. */
import type { EaselClient } from '#shared/contract/index.ts';
import type { DatasetId } from '#shared/domain/dataset.ts';
import {
  costTheSame,
  type Recipe,
  type RecipeConcern,
  type RecipeRequest,
  type Teaches,
  type TrainingEstimate,
} from '#shared/domain/training.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';

const PLAN_DELAY_MS = 200;

interface Measured {
  readonly estimate: TrainingEstimate;
  readonly of: Recipe;
}

export class RecipeForm {
  teaches = $state<Teaches>('style');
  name = $state('');
  trigger = $state('');
  /** What was set by hand; the rest follows the dataset. */
  chosen = $state.raw<Omit<RecipeRequest, 'teaches' | 'trigger'>>({});
  plan = $state.raw<{ recipe: Recipe; concerns: RecipeConcern[] } | undefined>();
  error = $state.raw<ErrorShape | undefined>();
  isMeasuring = $state(false);
  measureError = $state.raw<ErrorShape | undefined>();
  /** Whether it was asked what a step takes here since the recipe was begun. */
  wasMeasured = $state(false);
  #measured = $state.raw<Measured | undefined>();
  #stop: AbortController | undefined;
  readonly #client: Pick<EaselClient, 'training'>;
  readonly #dataset: () => DatasetId | undefined;

  readonly request = $derived.by((): RecipeRequest => {
    const trigger = this.trigger.trim();
    return { teaches: this.teaches, ...this.chosen, ...(trigger === '' ? {} : { trigger }) };
  });
  readonly concerns = $derived(this.plan?.concerns ?? []);
  readonly blocking = $derived(this.concerns.filter(({ isBlocking }) => isBlocking));
  /** Whether the plan is one of what is asked for now. */
  readonly isPlanned = $derived(this.plan !== undefined && this.error === undefined);
  readonly canStart = $derived(
    this.isPlanned && this.blocking.length === 0 && this.name.trim() !== '',
  );
  /** For the recipe as it stands: a measurement of the same kind of step, by the number of steps. */
  readonly estimate = $derived.by((): TrainingEstimate | undefined => {
    const [recipe, measured] = [this.plan?.recipe, this.#measured];
    if (recipe === undefined || measured === undefined || !this.isPlanned) return undefined;
    if (!costTheSame(recipe, measured.of)) return undefined;
    const { estimate, of } = measured;
    // It is judged and sampled as often, however many steps there are.
    const more = (recipe.steps - of.steps) * estimate.secondsPerStep * 1000;
    return { ...estimate, totalMs: Math.max(0, Math.round(estimate.totalMs + more)) };
  });

  constructor(client: Pick<EaselClient, 'training'>, dataset: () => DatasetId | undefined) {
    this.#client = client;
    this.#dataset = dataset;
  }

  set(values: Omit<RecipeRequest, 'teaches' | 'trigger'>): void {
    this.chosen = { ...this.chosen, ...values };
  }

  /** Other things are taught otherwise: what was set by hand for one does not suit the other. */
  teach(teaches: Teaches): void {
    if (teaches === this.teaches) return;
    this.teaches = teaches;
    this.chosen = {};
  }

  forget(): void {
    this.stopMeasuring();
    this.chosen = {};
    this.name = '';
    this.trigger = '';
    this.plan = undefined;
    this.error = undefined;
    this.#measured = undefined;
    this.wasMeasured = false;
  }

  /** For an effect: asks the host what the request would become, a moment after the last change. */
  planSoon(): () => void {
    const { request } = this;
    const dataset = this.#dataset();
    const stop = new AbortController();
    const timer = setTimeout(() => {
      if (dataset !== undefined) void this.#ask(dataset, request, stop.signal);
    }, PLAN_DELAY_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }

  /** Runs a few steps on this machine and throws them away. */
  async measure(): Promise<void> {
    const dataset = this.#dataset();
    const recipe = this.plan?.recipe;
    if (dataset === undefined || recipe === undefined || this.isMeasuring) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.isMeasuring = true;
    this.wasMeasured = true;
    this.measureError = undefined;
    try {
      const question = { dataset, recipe: this.request };
      const { signal } = stop;
      const estimate = await this.#client.training.estimate(question, { signal });
      this.#measured = { estimate, of: recipe };
    } catch (error) {
      if (!stop.signal.aborted && !isCancellation(error)) this.measureError = toErrorShape(error);
    } finally {
      if (this.#stop === stop) this.isMeasuring = false;
    }
  }

  /** Who comes back before it was measured has it measured by itself again. */
  leave(): void {
    if (!this.isMeasuring) return;
    this.stopMeasuring();
    this.wasMeasured = false;
  }

  stopMeasuring(): void {
    this.#stop?.abort();
    this.isMeasuring = false;
  }

  async #ask(dataset: DatasetId, recipe: RecipeRequest, signal: AbortSignal): Promise<void> {
    try {
      const plan = await this.#client.training.plan({ dataset, recipe }, { signal });
      if (signal.aborted) return;
      this.plan = plan;
      this.error = undefined;
    } catch (error) {
      if (signal.aborted || isCancellation(error)) return;
      // What was planned before stays to be seen: what is wrong must be there to be set right.
      this.error = toErrorShape(error);
    }
  }
}
