/** A live mirror of the queue, shared by every screen that shows jobs. */
import { SvelteMap } from 'svelte/reactivity';
import type { EaselClient } from '#shared/contract/index.ts';
import type { JobEvent } from '#shared/contract/jobs.ts';
import type { JobId } from '#shared/domain/ids.ts';
import { isTerminal, type Job, type JobKind, type JobProgress } from '#shared/domain/job.ts';
import { follow } from './follow.ts';

export type JobListener = (event: JobEvent) => void;

export class JobFeed {
  readonly jobs = new SvelteMap<JobId, Job>();
  readonly progress = new SvelteMap<JobId, JobProgress>();
  isQueuePaused = $state(false);
  /** Whether the first snapshot has come. */
  isReady = $state(false);
  readonly #listeners = new Set<JobListener>();

  readonly running = $derived([...this.jobs.values()].find((job) => job.state === 'running'));
  /** In the order they will run. */
  readonly waiting = $derived(
    [...this.jobs.values()]
      .filter((job) => job.state === 'waiting' || job.state === 'paused')
      .toSorted((a, b) => a.position - b.position),
  );
  /** Newest first. */
  readonly finished = $derived(
    [...this.jobs.values()]
      .filter((job) => isTerminal(job.state))
      .toSorted((a, b) => (b.finishedAt ?? b.createdAt) - (a.finishedAt ?? a.createdAt)),
  );

  start(client: EaselClient, signal: AbortSignal): void {
    void follow(
      (stop) => client.jobs.watch({}, { signal: stop }),
      (event) => {
        this.#take(event);
        for (const listener of this.#listeners) listener(event);
      },
      signal,
    );
  }

  /** Hears every event after the mirror has taken it in. Returns how to stop. */
  listen(listener: JobListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Of the job that an event is about; undefined where it is about none that is known. */
  kindOf(event: JobEvent): JobKind | undefined {
    if (event.type === 'job') return event.job.kind;
    return 'jobId' in event ? this.jobs.get(event.jobId)?.kind : undefined;
  }

  /** Also for jobs that a call answered with, so that the screen need not wait for the event. */
  takeJob(job: Job): void {
    const known = this.jobs.get(job.id);
    if (known !== undefined && known.seq > job.seq) return;
    this.jobs.set(job.id, job);
    if (job.progress !== undefined && job.state === 'running') {
      this.progress.set(job.id, job.progress);
    } else if (job.state !== 'running') this.progress.delete(job.id);
  }

  #take(event: JobEvent): void {
    if (event.type === 'snapshot') {
      const alive = new Set(event.jobs.map((job) => job.id));
      for (const id of this.jobs.keys()) if (!alive.has(id)) this.#forget(id);
      for (const job of event.jobs) this.takeJob(job);
      this.isQueuePaused = event.isQueuePaused;
      this.isReady = true;
    } else if (event.type === 'job') this.takeJob(event.job);
    else if (event.type === 'progress') this.progress.set(event.jobId, event.progress);
    else if (event.type === 'removed') for (const id of event.jobIds) this.#forget(id);
    else if (event.type === 'queue') this.isQueuePaused = event.isQueuePaused;
  }

  #forget(id: JobId): void {
    this.jobs.delete(id);
    this.progress.delete(id);
  }
}
