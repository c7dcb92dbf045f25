/** The queue: what runs, what waits, what became of it. */
import type { JobFeed } from '#renderer/client/index.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import { pictureIdSchema, type JobId } from '#shared/domain/ids.ts';
import type { Job } from '#shared/domain/job.ts';

export interface ActivityNeeds {
  readonly client: EaselClient;
  readonly jobs: JobFeed;
  readonly shell: Shell;
  readonly voice: Voice;
}

type Verb = 'cancel' | 'retry' | 'pause' | 'resume';

export class ActivityController {
  readonly jobs: JobFeed;
  readonly #client: EaselClient;
  readonly #shell: Shell;
  readonly #voice: Voice;

  constructor({ client, jobs, shell, voice }: ActivityNeeds) {
    this.#client = client;
    this.jobs = jobs;
    this.#shell = shell;
    this.#voice = voice;
  }

  async act(verb: Verb, id: JobId): Promise<void> {
    await this.#try(async () => {
      this.jobs.takeJob(await this.#client.jobs[verb]({ id }));
    });
  }

  /** A small picture of a finished candidate. */
  thumbnailUrl(id: JobId, index: number): string {
    return this.#shell.thumbnailUrl(pictureIdSchema.parse(`${id}-${index}`), 256);
  }

  /** Moves a waiting job one place up (-1) or down (1). */
  async move(id: JobId, by: -1 | 1): Promise<void> {
    const before = placeBefore(this.jobs.waiting, id, by);
    if (before !== undefined) await this.moveBefore(id, before.before);
  }

  /** Puts a waiting job before another one, or last. */
  async moveBefore(id: JobId, before: JobId | undefined): Promise<void> {
    if (before === id) return;
    await this.#try(async () => {
      const place = before === undefined ? {} : { before };
      this.jobs.takeJob(await this.#client.jobs.move({ id, ...place }));
      const at = this.jobs.waiting.findIndex((job) => job.id === id) + 1;
      this.#voice.announce(t('activity.moved', { at, of: this.jobs.waiting.length }));
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
