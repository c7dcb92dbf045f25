/** The queue: what runs, what waits, what became of it. */
import type { JobFeed } from '#renderer/client/index.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { JobId } from '#shared/domain/ids.ts';
import type { Job } from '#shared/domain/job.ts';

export interface ActivityNeeds {
  readonly client: EaselClient;
  readonly jobs: JobFeed;
  readonly voice: Voice;
}

type Verb = 'cancel' | 'retry' | 'pause' | 'resume';

export class ActivityController {
  readonly jobs: JobFeed;
  readonly #client: EaselClient;
  readonly #voice: Voice;

  constructor({ client, jobs, voice }: ActivityNeeds) {
    this.#client = client;
    this.jobs = jobs;
    this.#voice = voice;
  }

  async act(verb: Verb, id: JobId): Promise<void> {
    await this.#try(async () => {
      this.jobs.takeJob(await this.#client.jobs[verb]({ id }));
    });
  }

  /** Moves a waiting job one place up (-1) or down (1). */
  async move(id: JobId, by: -1 | 1): Promise<void> {
    const before = placeBefore(this.jobs.waiting, id, by);
    if (before === undefined) return;
    await this.#try(async () => {
      this.jobs.takeJob(await this.#client.jobs.move({ id, ...before }));
    });
  }

  async toggleQueue(): Promise<void> {
    await this.#try(async () => {
      const { jobs } = this.#client;
      const answer = await (this.jobs.isQueuePaused ? jobs.resumeQueue() : jobs.pauseQueue());
      this.jobs.isQueuePaused = answer.isQueuePaused;
    });
  }

  async clear(): Promise<void> {
    await this.#try(async () => {
      await this.#client.jobs.clear({});
    });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#voice.fail(error);
    }
  }
}

/** What `jobs.move` needs to shift a job by one; undefined at the ends of the list. */
export function placeBefore(
  waiting: readonly Pick<Job, 'id'>[],
  id: JobId,
  by: -1 | 1,
): { before?: JobId } | undefined {
  const at = waiting.findIndex((job) => job.id === id);
  if (at < 0) return undefined;
  if (by === -1) {
    const above = waiting[at - 1];
    return above === undefined ? undefined : { before: above.id };
  }
  if (waiting[at + 1] === undefined) return undefined;
  return { before: waiting[at + 2]?.id };
}
