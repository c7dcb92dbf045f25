/** Works on waiting runs, one after another, and writes down what becomes of them. */
import type { PictureCodec } from '#main/core/gallery/picture-codec.port.ts';
import type { Recipe, Run, RunId } from '#shared/domain/training.ts';
import type { TimeLeft, TrainEvent, TrainResult } from '#shared/engine-protocol/training.ts';
import {
  RUN_START,
  secondsFor,
  workLeft,
  type TrainingRhythm,
} from '#shared/engine-protocol/training-time.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { Trainer } from '../trainer.port.ts';
import type { GatherLessons } from './gather-lessons.ts';
import { withoutPhase, type RunBook } from './run-book.ts';
import type { RunRecord } from './run.records.ts';
import type { RunStore } from './run-store.port.ts';
import { findTaughtNetwork, type Networks } from './taught-network.ts';

interface Parts {
  readonly book: RunBook;
  readonly store: RunStore;
  readonly trainer: Trainer;
  readonly networks: Networks;
  readonly lessons: GatherLessons;
  readonly codec: PictureCodec;
}

/** Points of the training curve; more would say no more. */
const CURVE_POINTS = 300;
const JUDGEMENTS = 10;
const SAMPLE_ROUNDS = 5;
const KEEP_EVERY_MS = 120_000;
/** Deaths of the trainer in a row without a step between them: then it is no accident. */
const MAX_DEATHS = 3;
const DEATH_PAUSE_MS = 500;

export class RunRunner {
  readonly #parts: Parts;
  #isStarted = false;
  #isClosed = false;
  #isSuspended = false;
  #work: Promise<void> | undefined;
  #current:
    { readonly id: RunId; readonly folder: string; readonly cancel: AbortController } | undefined;
  /** Events are worked off in order, one after another. */
  #news: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get currentId(): RunId | undefined {
    return this.#current?.id;
  }

  start(): void {
    this.#isStarted = true;
    this.wake();
  }

  /** There may be a run that waits. */
  wake(): void {
    if (!this.#isStarted || this.#isClosed) return;
    this.#work ??= this.#run().finally(() => {
      this.#work = undefined;
      if (this.#parts.book.nextWaiting() !== undefined) this.wake();
    });
  }

  /** Asks the run to keep its state and end; resolves when it has. False where it does not run. */
  async end(id: RunId, how: 'pause' | 'early'): Promise<boolean> {
    const current = this.#current;
    if (current?.id !== id) return false;
    const isThere = await this.#parts.trainer.endTraining({ folder: current.folder, how });
    // It has not reached the trainer yet, or its trainer has just died.
    if (!isThere) current.cancel.abort();
    await this.#untilOver(id);
    return true;
  }

  /** Ends it without keeping anything. */
  async drop(id: RunId): Promise<void> {
    if (this.#current?.id !== id) return;
    this.#current.cancel.abort();
    await this.#untilOver(id);
  }

  /** Puts down the run that is under way, which waits; the returned lets it go on. */
  async suspend(): Promise<() => void> {
    const wasStarted = this.#isStarted;
    this.#isStarted = false;
    this.#isSuspended = true;
    const current = this.#current;
    if (current !== undefined) await this.end(current.id, 'pause');
    await this.#work;
    return () => {
      this.#isSuspended = false;
      if (wasStarted) this.start();
    };
  }

  /** Keeps what is under way, and starts nothing more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const current = this.#current;
    if (current !== undefined) await this.end(current.id, 'pause');
    await this.#work;
  }

  /** Whether runs wait because their host is about to close or to move. */
  get #isHeld(): boolean {
    return this.#isClosed || this.#isSuspended;
  }

  async #untilOver(id: RunId): Promise<void> {
    while (this.#current?.id === id) await delay(20);
  }

  async #run(): Promise<void> {
    for (;;) {
      const record = this.#isHeld ? undefined : this.#parts.book.nextWaiting();
      if (record === undefined) return;
      await this.#runOne(record);
    }
  }

  async #runOne(record: RunRecord): Promise<void> {
    const { book, store } = this.#parts;
    const { id } = record.run;
    const cancel = new AbortController();
    try {
      this.#current = { id, folder: await store.folder(id), cancel };
      const startedAt = record.run.startedAt ?? Date.now();
      await book.write({
        ...record,
        run: {
          ...record.run,
          ...{ state: 'running', phase: 'preparing', startedAt },
          remainingMs: foreseenMs(record),
          ...{ error: undefined, finishedAt: undefined },
        },
      });
      const result = await this.#train(id, cancel.signal);
      await this.#finish(id, result);
    } catch (error) {
      await this.#fail(id, error, cancel.signal);
    } finally {
      this.#current = undefined;
    }
  }

  /** Goes on from the last checkpoint as often as the trainer dies, unless it dies at once. */
  async #train(id: RunId, signal: AbortSignal): Promise<TrainResult> {
    const { book, lessons, networks, store, trainer } = this.#parts;
    const record = book.get(id);
    const { recipe } = record.run;
    const network = await findTaughtNetwork(networks, recipe.teaches, recipe.checkpoint);
    // What was learnt so far is a change of other numbers, and would be none of these.
    if (network.hash !== recipe.checkpointHash) {
      throw new EaselError('training.base-changed', { checkpoint: network.name });
    }
    const { ref, ranker } = network;
    const { pictures, missing } = await lessons.gather(record, signal);
    if (missing > 0) {
      const { run } = record;
      book.show({ ...record, run: { ...run, dataset: { ...run.dataset, missing } } });
    }
    const params = {
      ...{ checkpoint: ref, ranker, recipe, pictures, folder: await store.folder(id) },
      ...{ rhythm: rhythmOf(recipe), isEnding: record.isEnding, pace: record.pace },
    };
    for (let deaths = 0; ;) {
      const from = book.get(id).run.step;
      try {
        const onEvent = (event: TrainEvent): void => {
          this.#news = this.#news.then(() => this.#hear(id, event)).catch(() => undefined);
        };
        const result = await trainer.train(params, { signal, onEvent });
        await this.#news;
        return result;
      } catch (error) {
        await this.#news;
        const hasDied = toErrorShape(error).code === 'engine.stopped';
        deaths = book.get(id).run.step > from ? 1 : deaths + 1;
        if (!hasDied || this.#isHeld || deaths >= MAX_DEATHS) throw error;
        await delay(DEATH_PAUSE_MS * deaths);
      }
    }
  }

  async #hear(id: RunId, event: TrainEvent): Promise<void> {
    const { book, store, codec } = this.#parts;
    if (!book.has(id)) return;
    const record = book.get(id);
    const { run } = record;
    switch (event.type) {
      case 'phase': {
        // Until it is prepared, what was foreseen holds.
        const time = event.phase === 'preparing' ? {} : timeOf(event);
        book.show({ ...record, run: { ...run, phase: event.phase, ...time } });
        return;
      }
      case 'begins': {
        await book.cutCurves(id, event.step);
        const points = run.points.filter(({ step }) => step <= event.step);
        book.show({ ...record, run: { ...run, step: event.step, points } });
        return;
      }
      case 'step': {
        const { step, loss, secondsPerStep, memoryBytes } = event;
        const news = { step, secondsPerStep, memoryBytes, ...timeOf(event) };
        book.show({ ...record, run: { ...run, ...news, phase: 'training' } });
        const isShown = step % Math.ceil(run.recipe.steps / CURVE_POINTS) === 0;
        if (isShown) await book.addPoint(id, 'training', { step, loss });
        return;
      }
      case 'point': {
        const { point } = event;
        const others = run.points
          .filter(({ step }) => step !== point.step)
          .map((one) => (point.isBest ? { ...one, isBest: false } : one));
        const points = [...others, point].toSorted((a, b) => a.step - b.step);
        const best = points.find(({ isBest }) => isBest);
        await book.write({ ...record, run: { ...run, points, ...(best && { best }) } });
        if (point.heldOutLoss !== undefined) {
          await book.addPoint(id, 'heldOut', { step: point.step, loss: point.heldOutLoss });
        }
        return;
      }
      case 'sample': {
        const { step, index, pixels } = event;
        await store.saveSample(id, step, index, await codec.encodePng(pixels, []));
        // All prompts of a step are told of together, when the last is there.
        if (index < run.recipe.samplePrompts.length - 1) return;
        const sampledAt = [...new Set([...run.sampledAt, step])].toSorted((a, b) => a - b);
        await book.write({ ...record, run: { ...run, sampledAt } });
        return;
      }
      case 'readings': {
        const readings = [...event.readings];
        const before = event.step === 0 ? readings : (run.readings?.before ?? []);
        await book.write({ ...record, run: { ...run, readings: { before, after: readings } } });
        return;
      }
      case 'kept':
        await book.write({ ...record, pace: { ...record.pace, ...event.pace } });
        await book.keepCurves(id);
    }
  }

  async #finish(id: RunId, { ended, step, best, verdict }: TrainResult): Promise<void> {
    const { book } = this.#parts;
    const record = book.get(id);
    await book.keepCurves(id);
    if (ended === 'paused') {
      // When the host closes, the run goes on with the next one by itself.
      const state = this.#isHeld ? 'waiting' : 'paused';
      await book.write({ ...record, run: withoutPhase({ ...record.run, state }) });
      return;
    }
    const points = record.run.points.map((point) => ({
      ...point,
      isBest: point.step === best?.step,
    }));
    const run: Run = {
      ...withoutPhase(record.run),
      ...{ state: ended === 'early' ? 'stopped' : 'done', step, points, share: undefined },
      finishedAt: Date.now(),
      ...(best === undefined ? {} : { best: { ...best, isBest: true } }),
      ...(verdict === undefined ? {} : { verdict }),
    };
    await book.write({ ...record, run, isEnding: false });
  }

  async #fail(id: RunId, error: unknown, signal: AbortSignal): Promise<void> {
    const { book } = this.#parts;
    if (!book.has(id)) return;
    const record = book.get(id);
    const state = this.#isHeld ? 'waiting' : 'paused';
    const run: Run =
      isCancellation(error) || signal.aborted || this.#isHeld
        ? withoutPhase({ ...record.run, state })
        : { ...withoutPhase(record.run), state: 'failed', error: toErrorShape(error) };
    // Where nothing can be written, at least whoever looks is told.
    await book.write({ ...record, run }).catch(() => book.show({ ...record, run }));
  }
}

/** What is known before the trainer has said anything: what was measured for the recipe. */
function foreseenMs({ run, pace = {} }: RunRecord): number | undefined {
  if (run.step > 0 || pace.preparation === undefined) return undefined;
  const work = workLeft(RUN_START, run.recipe.steps, rhythmOf(run.recipe));
  const seconds = secondsFor(work, pace);
  return seconds && Math.round((pace.preparation + seconds) * 1000);
}

/** Where the trainer does not say, what it said before no longer holds. */
function timeOf({ left }: { readonly left?: TimeLeft | undefined }): Partial<Run> {
  if (left === undefined) return { remainingMs: undefined };
  return { remainingMs: Math.round(left.seconds * 1000), share: left.share };
}

export function rhythmOf({ steps }: Recipe): TrainingRhythm {
  return {
    judgeEvery: Math.max(1, Math.ceil(steps / JUDGEMENTS)),
    sampleEvery: Math.max(1, Math.ceil(steps / SAMPLE_ROUNDS)),
    keepEveryMs: KEEP_EVERY_MS,
  };
}
