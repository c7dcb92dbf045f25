/** Runs what waits, one job at a time, and decides what becomes of a job that did not end well. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '#shared/domain/job.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { JobHandler } from './job-handler.ts';
import type { JobQueue } from './job-queue.ts';

/** A job during which the engine died so often, without one more candidate, is set aside. */
const MAX_DEATHS = 12;
const DEATH_PAUSE_MS = 200;

export class JobRunner {
  readonly #queue: JobQueue;
  readonly #handler: JobHandler;
  #stopListening: (() => void) | undefined;
  #loop: Promise<void> | undefined;
  #current: AbortController | undefined;
  #isClosing = false;
  #deaths = { jobId: '', pictures: 0, count: 0 };

  constructor(queue: JobQueue, handler: JobHandler) {
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

  #wake(): void {
    this.#loop ??= this.#work().finally(() => {
      this.#loop = undefined;
    });
  }

  async #work(): Promise<void> {
    // Let the caller that enqueued finish its turn first.
    await Promise.resolve();
    while (!this.#isClosing) {
      const controller = new AbortController();
      const job = this.#queue.claim(controller);
      if (job === undefined) return;
      this.#current = controller;
      await this.#run(job, controller.signal);
      this.#current = undefined;
    }
  }

  async #run(job: Job, signal: AbortSignal): Promise<void> {
    try {
      await this.#handler.run(job, signal);
      this.#queue.settle(job.id, 'done', { finishedAt: Date.now() });
    } catch (error) {
      if (this.#isClosing) this.#queue.settle(job.id, 'waiting');
      else if (isCancellation(error)) {
        this.#queue.settle(job.id, 'cancelled', { finishedAt: Date.now() });
      } else if (this.#mayTryAgain(job, error)) {
        await delay(DEATH_PAUSE_MS);
        this.#queue.settle(job.id, 'waiting');
      } else {
        const failure = this.#failureOf(error);
        this.#queue.settle(job.id, 'failed', { finishedAt: Date.now(), error: failure });
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
