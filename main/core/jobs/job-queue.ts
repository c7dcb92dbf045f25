/** The queue as its users see it: what waits, runs and is done, and what happens to it. */
import { randomUUID } from 'node:crypto';
import { Feed } from '#main/core/feed/feed.ts';
import type { JobEvent } from '#shared/contract/jobs.ts';
import type { EditSettings } from '#shared/domain/edit.ts';
import type { GenerationSettings } from '#shared/domain/generation.ts';
import type { JobId, PictureId } from '#shared/domain/ids.ts';
import {
  isTerminal,
  type EditJob,
  type FrozenPrompts,
  type GenerateJob,
  type Job,
  type JobProgress,
  type JobState,
  type StyleJob,
} from '#shared/domain/job.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { JobFilter, JobStore, NewJob } from './job-store.port.ts';

/** An event before it has its number. */
export type JobNews = JobEvent extends infer Event
  ? Event extends JobEvent
    ? Omit<Event, 'seq'>
    : never
  : never;

/** What a job is asked to do, before it is one. */
type Asked = NewJob extends infer Kind
  ? Kind extends NewJob
    ? Omit<Kind, 'id' | 'state' | 'createdAt' | 'attempts' | 'pictures'>
    : never
  : never;

export class JobQueue {
  readonly #store: JobStore;
  readonly #feed = new Feed<JobEvent>(replaceKey);
  readonly #progress = new Map<JobId, JobProgress>();
  readonly #running = new Map<JobId, AbortController>();
  readonly #workListeners = new Set<() => void>();
  #isPaused: boolean;

  constructor(store: JobStore) {
    this.#store = store;
    this.#isPaused = store.isQueuePaused();
  }

  get isQueuePaused(): boolean {
    return this.#isPaused;
  }

  /** Whether a job runs, or would at once. */
  get isBusy(): boolean {
    if (this.#running.size > 0) return true;
    return !this.#isPaused && this.#store.nextWaiting() !== undefined;
  }

  /** Writes a generation down; it is on disk when this returns. */
  enqueue(settings: GenerationSettings, frozen?: FrozenPrompts): GenerateJob {
    return this.#insert({ kind: 'generate', settings, ...and(frozen) }) as GenerateJob;
  }

  /** Writes a step of an edit down; it is on disk when this returns. */
  enqueueEdit(edit: EditSettings, settings: GenerationSettings, frozen?: FrozenPrompts): EditJob {
    return this.#insert({ kind: 'edit', settings, edit, ...and(frozen) }) as EditJob;
  }

  /** Writes a change of manner down; it is on disk when this returns. */
  enqueueStyle(edit: EditSettings, count: number): StyleJob {
    return this.#insert({ kind: 'style', edit, count }) as StyleJob;
  }

  list(filter: JobFilter = {}): Job[] {
    return this.#store.list(filter).map((job) => this.#withProgress(job));
  }

  /** Throws `job.not-found`. */
  get(id: JobId): Job {
    const job = this.#store.get(id);
    if (job === undefined) throw new EaselError('job.not-found', { id });
    return this.#withProgress(job);
  }

  /** The state changes at once; a running job is told to stop. Cancelling twice is fine. */
  cancel(id: JobId): Job {
    const job = this.get(id);
    if (job.state === 'cancelled') return job;
    const cancelled = this.#move(job, ['waiting', 'paused', 'running'], 'cancelled', 'cancelled', {
      finishedAt: Date.now(),
    });
    this.#running.get(id)?.abort();
    return cancelled;
  }

  /** Throws `job.not-found` or `job.wrong-state`, as do the following. */
  retry(id: JobId): Job {
    const fresh = { error: undefined, finishedAt: undefined, startedAt: undefined, attempts: 0 };
    return this.#move(this.get(id), ['failed', 'cancelled'], 'waiting', 'retried', fresh);
  }

  pause(id: JobId): Job {
    return this.#move(this.get(id), ['waiting'], 'paused', 'paused');
  }

  resume(id: JobId): Job {
    return this.#move(this.get(id), ['paused'], 'waiting', 'resumed');
  }

  move(id: JobId, before?: JobId): Job {
    const job = this.get(id);
    if (before !== undefined) this.get(before);
    const moved = this.#store.move(id, before);
    if (moved === undefined) throw wrongState(job, 'moved');
    for (const one of moved) this.#changed(one);
    return this.get(id);
  }

  pauseQueue(): { isQueuePaused: boolean } {
    return this.#setPaused(true);
  }

  resumeQueue(): { isQueuePaused: boolean } {
    return this.#setPaused(false);
  }

  /** Forgets finished jobs, all or those named; their pictures stay. */
  clear(ids?: readonly JobId[]): { removed: JobId[] } {
    const removed = this.#store.removeTerminal(ids);
    if (removed.length > 0) this.publish({ type: 'removed', jobIds: removed });
    return { removed };
  }

  /**
   * A snapshot, then everything that happens. With a job's id: only of that job, and to its end.
   * Throws `job.not-found`.
   */
  async *watch(
    { jobId }: { readonly jobId?: JobId } = {},
    signal?: AbortSignal,
  ): AsyncGenerator<JobEvent, void> {
    if (jobId !== undefined) this.get(jobId);
    const snapshot = (seq: number): JobEvent => ({
      type: 'snapshot',
      seq,
      jobs: jobId === undefined ? this.list({ limit: 1000 }) : [this.get(jobId)],
      isQueuePaused: this.#isPaused,
    });
    for await (const event of this.#feed.watch(snapshot, signal)) {
      if (jobId === undefined) yield event;
      else {
        if (concerns(event, jobId)) yield event;
        if (isLastOf(event, jobId)) return;
      }
    }
  }

  /** Tells everybody who watches. */
  publish(news: JobNews): void {
    if (news.type === 'progress') this.#progress.set(news.jobId, news.progress);
    this.#feed.publish((seq) => ({ ...news, seq }));
  }

  /** Calls back whenever there may be work to do. */
  onWork(listener: () => void): () => void {
    this.#workListeners.add(listener);
    return () => this.#workListeners.delete(listener);
  }

  /** For the runner: takes the next waiting job, unless the queue is paused. */
  claim(controller: AbortController): Job | undefined {
    const next = this.#isPaused ? undefined : this.#store.nextWaiting();
    if (next === undefined) return undefined;
    const claimed = this.#store.transition(next.id, ['waiting'], 'running', {
      startedAt: Date.now(),
      attempts: next.attempts + 1,
    });
    if (claimed === undefined) return undefined;
    this.#running.set(claimed.id, controller);
    return this.#changed(claimed);
  }

  /** For the runner: a claimed job has come to rest, unless somebody cancelled it meanwhile. */
  settle(id: JobId, to: JobState, patch: Parameters<JobStore['transition']>[3] = {}): void {
    this.#running.delete(id);
    this.#progress.delete(id);
    const settled = this.#store.transition(id, ['running'], to, patch);
    if (settled !== undefined) this.#changed(settled);
  }

  /** For the runner: a candidate of a running job is safe on disk. */
  addPicture(id: JobId, picture: { index: number; pictureId: PictureId }): void {
    const job = this.#store.addPicture(id, picture);
    if (job !== undefined) this.#changed(job);
  }

  /** At start: what was running when the last process ended waits again, in its old place. */
  recover(): void {
    for (const job of this.#store.list({ states: ['running'] })) {
      const waiting = this.#store.transition(job.id, ['running'], 'waiting');
      if (waiting !== undefined) this.#changed(waiting);
    }
  }

  #insert(what: Asked): Job {
    const job = this.#store.insert({
      id: newJobId(),
      state: 'waiting',
      createdAt: Date.now(),
      attempts: 0,
      pictures: [],
      ...what,
    });
    return this.#changed(job);
  }

  #setPaused(isPaused: boolean): { isQueuePaused: boolean } {
    // Written down first: a pause outlives the process, as the jobs do.
    this.#store.setQueuePaused(isPaused);
    this.#isPaused = isPaused;
    this.publish({ type: 'queue', isQueuePaused: isPaused });
    this.#announceWork();
    return { isQueuePaused: isPaused };
  }

  #move(
    job: Job,
    from: readonly JobState[],
    to: JobState,
    verb: string,
    patch: Parameters<JobStore['transition']>[3] = {},
  ): Job {
    const moved = this.#store.transition(job.id, from, to, patch);
    if (moved === undefined) throw wrongState(job, verb);
    this.#progress.delete(job.id);
    return this.#changed(moved);
  }

  #changed(job: Job): Job {
    this.publish({ type: 'job', job: this.#withProgress(job) });
    if (job.state === 'waiting') this.#announceWork();
    return job;
  }

  #announceWork(): void {
    for (const listener of this.#workListeners) listener();
  }

  #withProgress(job: Job): Job {
    const progress = job.state === 'running' ? this.#progress.get(job.id) : undefined;
    return progress === undefined ? job : { ...job, progress };
  }
}

function and(frozen: FrozenPrompts | undefined): { frozen?: FrozenPrompts } {
  return frozen === undefined ? {} : { frozen };
}

/** Sortable by time, safe in addresses and file names. */
function newJobId(): JobId {
  const time = Date.now().toString(36).padStart(9, '0');
  return `${time}${randomUUID().replaceAll('-', '').slice(0, 9)}` as JobId;
}

function wrongState(job: Job, verb: string): EaselError {
  return new EaselError('job.wrong-state', { id: job.id, state: job.state, verb });
}

function replaceKey(event: JobEvent): string | undefined {
  if (event.type === 'progress') return `progress ${event.jobId}`;
  return event.type === 'preview' ? `preview ${event.jobId} ${event.index}` : undefined;
}

function concerns(event: JobEvent, id: JobId): boolean {
  if (event.type === 'snapshot' || event.type === 'queue') return true;
  if (event.type === 'removed') return event.jobIds.includes(id);
  return event.type === 'job' ? event.job.id === id : event.jobId === id;
}

function isLastOf(event: JobEvent, id: JobId): boolean {
  if (event.type === 'snapshot') return event.jobs.every((job) => isTerminal(job.state));
  if (event.type === 'removed') return event.jobIds.includes(id);
  return event.type === 'job' && event.job.id === id && isTerminal(event.job.state);
}
