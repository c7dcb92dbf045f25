/** Runs as they are asked for. */
import { createHash, randomUUID } from 'node:crypto';
import type { Loras } from '#main/core/loras/loras.ts';
import type { SettingsService } from '#main/core/settings/settings-service.ts';
import type { DatasetId } from '#shared/domain/dataset.ts';
import type { LoraSummary } from '#shared/domain/lora.ts';
import {
  costTheSame,
  type Curves,
  type Recipe,
  type RecipeRequest,
  type Run,
  type RunId,
  type RunState,
  type StartRun,
  type TrainingEstimate,
} from '#shared/domain/training.ts';
import {
  RUN_START,
  secondsFor,
  workLeft,
  type TrainingPace,
} from '#shared/engine-protocol/training-time.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import { balancingWeights } from './dataset/imbalance.ts';
import type { Datasets, OpenedDataset } from './dataset/datasets.ts';
import type { GatherLessons } from './runs/gather-lessons.ts';
import { planRecipe, type RecipePlan } from './runs/plan-recipe.ts';
import { withoutPhase, type RunBook } from './runs/run-book.ts';
import { rhythmOf, type RunRunner } from './runs/run-runner.ts';
import type { Lesson, RunRecord } from './runs/run.records.ts';
import type { AdapterShelf, RunStore } from './runs/run-store.port.ts';
import { findTaughtNetwork, type Networks, type TaughtNetwork } from './runs/taught-network.ts';
import type { Trainer } from './trainer.port.ts';

interface Parts {
  readonly datasets: Datasets;
  readonly networks: Networks;
  readonly book: RunBook;
  readonly runner: RunRunner;
  readonly store: RunStore;
  readonly shelf: AdapterShelf;
  readonly loras: Loras;
  readonly lessons: GatherLessons;
  readonly trainer: Trainer;
  readonly settings: Pick<SettingsService, 'get' | 'update'>;
}

/** What file systems and the language of prompts use for themselves. */
const UNFIT = /[<>:"/\\|?*\p{Cc}]+/gu;

export class TrainingService {
  readonly #parts: Parts;
  #measuring: AbortController | undefined;
  /** The last that was measured for each dataset. */
  readonly #paces = new Map<DatasetId, { readonly recipe: Recipe; readonly pace: TrainingPace }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Throws `dataset.not-found`, and as `findTaughtNetwork` and `planRecipe` do. */
  async plan(id: DatasetId, request: RecipeRequest): Promise<RecipePlan> {
    return (await this.#prepare(id, request)).plan;
  }

  /**
   * Gives way to whatever is asked for after it: a run, or another estimate.
   *
   * Throws as `plan` does, `training.busy`, `training.blocked`, and the engine's own errors.
   */
  async estimate(
    id: DatasetId,
    request: RecipeRequest,
    signal?: AbortSignal,
  ): Promise<TrainingEstimate> {
    const { book, runner } = this.#parts;
    if (runner.currentId !== undefined || book.nextWaiting() !== undefined) {
      throw new EaselError('training.busy');
    }
    this.#measuring?.abort();
    const measuring = new AbortController();
    this.#measuring = measuring;
    const either =
      signal === undefined ? measuring.signal : AbortSignal.any([signal, measuring.signal]);
    try {
      return await this.#measure(id, request, either);
    } catch (error) {
      const gaveWay = isCancellation(error) && signal?.aborted !== true;
      throw gaveWay ? new EaselError('training.busy') : error;
    } finally {
      if (this.#measuring === measuring) this.#measuring = undefined;
    }
  }

  async #measure(
    id: DatasetId,
    request: RecipeRequest,
    signal: AbortSignal,
  ): Promise<TrainingEstimate> {
    const { lessons, trainer } = this.#parts;
    const { plan, opened, network } = await this.#prepare(id, request);
    refuseBlocked(plan);
    const { recipe } = plan;
    const run = runOf('estimate', recipe, opened);
    const { pictures } = await lessons.gather({ lessons: lessonsOf(opened), run }, signal);
    const asked = { checkpoint: network.ref, recipe, pictures, ranker: network.ranker };
    const measured = await trainer.measureTraining(asked, { signal }).catch((error: unknown) => {
      // The trainer may have been ended for what was cancelled before; the next one measures it.
      if (toErrorShape(error).code !== 'engine.stopped') throw error;
      return trainer.measureTraining(asked, { signal });
    });
    const { pace, memoryBytes, adapterBytes } = measured;
    this.#paces.set(id, { recipe, pace });
    const work = workLeft(RUN_START, recipe.steps, rhythmOf(recipe));
    const seconds = pace.preparation + (secondsFor(work, pace) ?? 0);
    const secondsPerStep = pace.step;
    return { secondsPerStep, totalMs: Math.round(seconds * 1000), memoryBytes, adapterBytes };
  }

  /** Throws as `plan` does, `training.blocked`, `library.not-writable`, `library.disk-full`. */
  async start({ dataset, name, recipe: request }: StartRun): Promise<Run> {
    const { plan, opened } = await this.#prepare(dataset, request);
    refuseBlocked(plan);
    const measured = this.#paces.get(dataset);
    const isMeasured = measured !== undefined && costTheSame(measured.recipe, plan.recipe);
    const record: RunRecord = {
      format: 1,
      run: runOf(name.trim() || opened.dataset.name, plan.recipe, opened),
      datasetId: dataset,
      lessons: lessonsOf(opened),
      isEnding: false,
      ...(isMeasured ? { pace: measured.pace } : {}),
    };
    const run = await this.#parts.book.write(record);
    this.#wake();
    return run;
  }

  list(): Run[] {
    return this.#parts.book.list();
  }

  get(id: RunId): Run {
    return this.#parts.book.get(id).run;
  }

  curves(id: RunId): Promise<Curves> {
    return this.#parts.book.curves(id);
  }

  watch(signal?: AbortSignal): ReturnType<RunBook['watch']> {
    return this.#parts.book.watch(signal);
  }

  /** Throws `training.run-not-found`, `training.wrong-state`. */
  async pause(id: RunId): Promise<Run> {
    const { book, runner } = this.#parts;
    this.#require(id, 'waiting', 'running');
    if (await runner.end(id, 'pause')) return this.get(id);
    const record = book.get(id);
    return book.write({ ...record, run: withoutPhase({ ...record.run, state: 'paused' }) });
  }

  /** Throws `training.run-not-found`, `training.wrong-state`. */
  async resume(id: RunId): Promise<Run> {
    const { book } = this.#parts;
    const run = this.#require(id, 'paused', 'failed', 'stopped');
    const record = book.get(id);
    const waiting = await book.write({
      ...record,
      run: { ...run, state: 'waiting', error: undefined, finishedAt: undefined },
      isEnding: false,
    });
    this.#wake();
    return waiting;
  }

  /** Throws `training.run-not-found`, `training.wrong-state`. */
  async stop(id: RunId): Promise<Run> {
    const { book, runner } = this.#parts;
    const run = this.#require(id, 'waiting', 'running', 'paused');
    if (await runner.end(id, 'early')) return this.get(id);
    const record = book.get(id);
    const hasLearnt = run.points.some(({ step }) => step > 0);
    // What was learnt is judged first, which takes the trainer.
    const state: RunState = hasLearnt ? 'waiting' : 'stopped';
    const stopped = await book.write({
      ...record,
      run: withoutPhase({ ...run, state }),
      isEnding: hasLearnt,
    });
    if (hasLearnt) this.#wake();
    return stopped;
  }

  /**
   * @param license what others may do with it; as the base says where absent or empty
   *
   * Throws `training.run-not-found`, `training.wrong-state`, `training.name-taken`.
   */
  async save(
    id: RunId,
    { name: asked, step, license = '' }: { name: string; step?: number; license?: string },
  ): Promise<{ run: Run; lora?: LoraSummary }> {
    const { book, shelf, store, loras } = this.#parts;
    const record = book.get(id);
    const { run } = record;
    const chosen = step ?? run.best?.step;
    if (chosen === undefined || !(await store.hasPoint(id, chosen))) {
      throw new EaselError('training.nothing-yet');
    }
    const name =
      asked
        .trim()
        .replaceAll(UNFIT, '-')
        .replace(/^[.-]+/, '') || 'look';
    if (!(await shelf.isFree(name))) throw new EaselError('training.name-taken', { name });
    await shelf.put(
      name,
      { folder: await store.folder(id), step: chosen },
      {
        'modelspec.title': asked.trim(),
        'modelspec.trigger_phrase': run.recipe.trigger,
        'modelspec.license': license.trim() || (await this.#licenseOf(run)),
        'easel.data': run.dataset.fingerprint,
        'easel.recipe': JSON.stringify({ ...run.recipe, savedStep: chosen }),
      },
    );
    const saved = await book.write({ ...record, run: { ...run, adapter: name } });
    const { loras: listed } = await loras.list();
    const lora = listed.find((one) => one.name === name);
    return { run: saved, ...(lora === undefined ? {} : { lora }) };
  }

  /**
   * What ranked with the run's adapter ranks without it afterwards, where the adapter goes.
   *
   * Throws `training.run-not-found`.
   */
  async forget(id: RunId, keepAdapter: boolean): Promise<void> {
    const { book, runner, shelf, datasets, settings } = this.#parts;
    book.get(id);
    await runner.drop(id);
    const { run, datasetId } = book.get(id);
    if (!keepAdapter && run.adapter !== undefined) {
      if (settings.get().rankingAdapter === run.adapter) {
        await settings.update({ rankingAdapter: null });
      }
      await shelf.remove(run.adapter);
    }
    await book.remove(id);
    const isUsed = book.list().some((other) => book.get(other.id).datasetId === datasetId);
    if (!isUsed) await datasets.forgetLooks(datasetId);
  }

  /** A run goes first: it cannot begin while something is measured. */
  #wake(): void {
    this.#measuring?.abort();
    this.#parts.runner.wake();
  }

  /** Of the base; nothing where that is gone or does not say. */
  async #licenseOf({ recipe }: Run): Promise<string> {
    const base = await findTaughtNetwork(
      this.#parts.networks,
      ...([recipe.teaches, recipe.checkpoint] as const),
    ).catch(() => undefined);
    return base?.license ?? '';
  }

  async #prepare(
    id: DatasetId,
    request: RecipeRequest,
  ): Promise<{ plan: RecipePlan; opened: OpenedDataset; network: TaughtNetwork }> {
    const { datasets, networks } = this.#parts;
    const opened = await datasets.open(id);
    const network = await findTaughtNetwork(networks, request.teaches, request.checkpoint);
    return { plan: planRecipe(request, opened.dataset, network), opened, network };
  }

  #require(id: RunId, ...states: RunState[]): Run {
    const { run } = this.#parts.book.get(id);
    if (states.includes(run.state)) return run;
    throw new EaselError('training.wrong-state', { state: run.state });
  }
}

function refuseBlocked({ concerns }: RecipePlan): void {
  const blocking = concerns.find(({ isBlocking }) => isBlocking);
  if (blocking !== undefined) throw new EaselError('training.blocked', { reason: blocking.kind });
}

function lessonsOf({ dataset }: OpenedDataset): Lesson[] {
  const included = dataset.pictures.filter(({ isIncluded }) => isIncluded);
  const weights = dataset.isBalanced ? balancingWeights(included) : included.map(() => 1);
  return included.map(({ key, caption, isHeldOut }, at) => ({
    ...{ key, caption: caption.trim(), isHeldOut, weight: weights[at] ?? 1 },
  }));
}

function runOf(name: string, recipe: Run['recipe'], { dataset, entries }: OpenedDataset): Run {
  const included = dataset.pictures.filter(({ isIncluded }) => isIncluded);
  const keys = new Set(included.map(({ key }) => key));
  const hashes = entries
    .filter(({ key }) => keys.has(key))
    .map(({ look }) => look?.sha256 ?? '')
    .toSorted();
  const heldOut = included.filter(({ isHeldOut }) => isHeldOut).length;
  return {
    ...{ id: randomUUID() as RunId, name, state: 'waiting', recipe },
    dataset: {
      ...{ id: dataset.id, source: dataset.source, name: dataset.name, heldOut },
      trained: included.length - heldOut,
      fingerprint: createHash('sha256').update(hashes.join('\n')).digest('hex'),
    },
    ...{ createdAt: Date.now(), step: 0, points: [], sampledAt: [] },
  };
}
