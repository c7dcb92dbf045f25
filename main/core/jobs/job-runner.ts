/** Runs what waits, one job at a time, and decides what becomes of a job that did not end well. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '#shared/domain/job.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import type { JobHandler } from './job-handler.ts';
import type { JobQueue } from './job-queue.ts';

/** A job during which the engine died so often, without one more candidate, is set aside. */
const MAX_DEATHS = 12;

/** Pauses in milliseconds before something is tried again; shorter ones only in tests. */
export interface RunnerPauses {
  readonly deathPauseMs: number;
  readonly storePauseMs: number;
}

interface Outcome {
  readonly state: 'done' | 'cancelled' | 'failed' | 'waiting';
  readonly error?: ErrorShape;
}

export class JobRunner {
  readonly #queue: JobQueue;
  readonly #handler: JobHandler;
  readonly #pauses: RunnerPauses;
  #stopListening: (() => void) | undefined;
  #loop: Promise<void> | undefined;
  #current: AbortController | undefined;
  #isClosing = false;
  #isSuspended = false;
  #deaths = { jobId: '', pictures: 0, count: 0 };

  constructor(
    queue: JobQueue,
    handler: JobHandler,
    pauses: RunnerPauses = { deathPauseMs: 200, storePauseMs: 1000 },
  ) {
    this.#pauses = pauses;
    this.#queue = queue;
    this.#handler = handler;
  }

  /** Takes up what an earlier process left, then works whenever something waits. */
  start(): void {
    this.#queue.recover();
    this.#stopListening = this.#queue.onWork(() => {
      this.#wake();
    });
    this.#wake();
  }

  /** Stops working; a running job goes back to the queue. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#stopListening?.();
    this.#current?.abort();
    await this.#loop;
  }

  /** Puts a running job back and begins no other until the returned function is called. */
  async suspend(): Promise<() => void> {
    this.#isSuspended = true;
    this.#current?.abort();
    await this.#loop;
    return () => {
      this.#isSuspended = false;
      if (this.#stopListening !== undefined && !this.#isClosing) this.#wake();
    };
  }

  #wake(): void {
    this.#loop ??= this.#work().finally(() => {
      this.#loop = undefined;
    });
  }

  async #work(): Promise<void> {
    // Let the caller that enqueued finish its turn first.
    await Promise.resolve();
    while (!this.#isClosing && !this.#isSuspended) {
      const controller = new AbortController();
      const job = await this.#unfailing(() => this.#queue.claim(controller));
      if (job === undefined) return;
      this.#current = controller;
      await this.#run(job, controller.signal);
      this.#current = undefined;
    }
  }

  async #run(job: Job, signal: AbortSignal): Promise<void> {
    const { state, error } = await this.#outcomeOf(job, signal);
    const finishedAt = state === 'waiting' ? undefined : Date.now();
    await this.#unfailing(() => {
      this.#queue.settle(job.id, state, { finishedAt, error });
    });
  }

  async #outcomeOf(job: Job, signal: AbortSignal): Promise<Outcome> {
    try {
      await this.#handler.run(job, signal);
      return { state: 'done' };
    } catch (error) {
      if (this.#isClosing || this.#isSuspended) return { state: 'waiting' };
      if (isCancellation(error)) return { state: 'cancelled' };
      if (!this.#mayTryAgain(job, error)) return { state: 'failed', error: this.#failureOf(error) };
      await delay(this.#pauses.deathPauseMs);
      return { state: 'waiting' };
    }
  }

  /**
   * A disk that is full or gone for a while must end neither the queue nor the host: what cannot
   * be written down now is tried again. Undefined when the runner closes before it worked; what
   * was running then is found and put back at the next start.
   */
  async #unfailing<Result>(work: () => Result): Promise<Result | undefined> {
    for (;;) {
      try {
        return work();
      } catch {
        if (this.#isClosing) return undefined;
        await delay(this.#pauses.storePauseMs);
        if (this.#isClosing) return undefined;
      }
    }
  }

  /** An engine that died under a job is no fault of the job, until it happens again and again. */
  #mayTryAgain(job: Job, error: unknown): boolean {
    if (!(error instanceof EaselError) || error.code !== 'engine.stopped') return false;
    const pictures = this.#queue.get(job.id).pictures.length;
    const isSame = this.#deaths.jobId === job.id && this.#deaths.pictures === pictures;
    this.#deaths = { jobId: job.id, pictures, count: isSame ? this.#deaths.count + 1 : 1 };
    return this.#deaths.count < MAX_DEATHS;
  }

  #failureOf(error: unknown) {
    if (error instanceof EaselError && error.code === 'engine.stopped') {
      return toErrorShape(new EaselError('job.gave-up', { attempts: this.#deaths.count }));
    }
    return toErrorShape(error);
  }
}
