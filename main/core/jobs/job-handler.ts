/** What a kind of job needs to be run. */
import type { Job } from '#shared/domain/job.ts';

export interface JobHandler {
  /**
   * Does the job. Running the same job twice must leave what running it once leaves: a crash may
   * come at any moment. Rejects with CancelledError when the signal aborts.
   */
  run(job: Job, signal: AbortSignal): Promise<void>;
}
