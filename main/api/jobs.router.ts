import type { JobQueue } from '#main/core/jobs/job-queue.ts';
import { api } from './implementer.ts';

export function jobsRouter(queue: JobQueue) {
  return api.jobs.router({
    list: api.jobs.list.handler(({ input }) => queue.list(input)),
    get: api.jobs.get.handler(({ input }) => queue.get(input.id)),
    cancel: api.jobs.cancel.handler(({ input }) => queue.cancel(input.id)),
    retry: api.jobs.retry.handler(({ input }) => queue.retry(input.id)),
    pause: api.jobs.pause.handler(({ input }) => queue.pause(input.id)),
    resume: api.jobs.resume.handler(({ input }) => queue.resume(input.id)),
    move: api.jobs.move.handler(({ input }) => queue.move(input.id, input.before)),
    pauseQueue: api.jobs.pauseQueue.handler(() => queue.pauseQueue()),
    resumeQueue: api.jobs.resumeQueue.handler(() => queue.resumeQueue()),
    clear: api.jobs.clear.handler(({ input }) => queue.clear(input.ids)),
    watch: api.jobs.watch.handler(({ input, signal }) => queue.watch(input, signal)),
  });
}
