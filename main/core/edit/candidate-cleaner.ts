/** Candidates of edits that nobody took: kept for a while, then deleted for good. */
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { JobQueue } from '#main/core/jobs/job-queue.ts';
import { isTerminal } from '#shared/domain/job.ts';

const DAY_MS = 86_400_000;

export class CandidateCleaner {
  readonly #gallery: Gallery;
  readonly #queue: JobQueue;

  constructor(gallery: Gallery, queue: JobQueue) {
    this.#gallery = gallery;
    this.#queue = queue;
  }

  /** What was taken stays, and what a job that waits or runs has made so far. */
  clean(olderThanDays: number): Promise<{ removed: number; bytes: number }> {
    const open = new Set(
      this.#queue
        .list({ limit: -1 })
        .filter(({ state }) => !isTerminal(state))
        .map(({ id }) => id),
    );
    const before = Date.now() - olderThanDays * DAY_MS;
    return this.#gallery.forgetCandidates(before, (job) => job !== undefined && open.has(job));
  }
}
