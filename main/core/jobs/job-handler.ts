/** What a kind of job needs to be run. */
import type { Job, JobKind } from '#shared/domain/job.ts';

export interface JobHandler<Kind extends JobKind = JobKind> {
  /**
   * Does the job. Running the same job twice must leave what running it once leaves: a crash may
   * come at any moment. Rejects with CancelledError when the signal aborts.
   */
  run(job: Extract<Job, { kind: Kind }>, signal: AbortSignal): Promise<void>;
}

/** Each job by the handler of its kind. */
export function byKind(handlers: { readonly [Kind in JobKind]: JobHandler<Kind> }): JobHandler {
  return {
    run(job, signal) {
      switch (job.kind) {
        case 'generate':
          return handlers.generate.run(job, signal);
        case 'edit':
          return handlers.edit.run(job, signal);
        case 'style':
          return handlers.style.run(job, signal);
      }
    },
  };
}
