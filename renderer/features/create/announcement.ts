/** What a screen reader hears of a generation: each finished candidate, and the end. */
import { number, t } from '#renderer/locale/locale.svelte.ts';
import type { JobEvent } from '#shared/contract/jobs.ts';
import { countOf } from '#shared/domain/job.ts';
import type { Generation } from './generation.svelte.ts';

export function announcementFor(
  event: JobEvent,
  { id, job, finished }: Pick<Generation, 'id' | 'job' | 'finished'>,
): string | undefined {
  if (job === undefined) return undefined;
  if (event.type === 'candidate' && event.jobId === id) {
    return t('candidates.progress', { done: number(finished.length), total: countOf(job) });
  }
  if (event.type !== 'job' || event.job.id !== id) return undefined;
  if (event.job.state === 'waiting' && event.job.attempts > 0) return t('candidates.again');
  if (event.job.state === 'done') return t('said.done', { n: event.job.pictures.length });
  if (event.job.state === 'failed') return t('said.failed');
  return event.job.state === 'cancelled' ? t('said.cancelled') : undefined;
}
