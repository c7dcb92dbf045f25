/** Follows one job to its end and draws how far it is. */
import type { EaselClient } from '#shared/contract/index.ts';
import type { JobEvent } from '#shared/contract/jobs.ts';
import type { JobId } from '#shared/domain/ids.ts';
import type { JobProgress } from '#shared/domain/job.ts';
import { CancelledError } from '#shared/errors/cancellation.ts';
import { formatSeconds } from '../terminal/progress-bar.ts';
import { describeError } from '#shared/errors/describe.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { Output } from '../terminal/output.ts';

/**
 * Resolves when the job has ended in whatever way; throws CancelledError when `signal` aborts, and
 * `job.queue-paused` when it would wait for ever.
 */
export async function followJob(
  client: EaselClient,
  jobId: JobId,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const events = await client.jobs.watch({ jobId }, { signal });
  for await (const event of events) {
    // Nobody else can resume it while this process holds the library.
    const isPaused = event.type === 'snapshot' && event.isQueuePaused;
    if (isPaused) throw new EaselError('job.queue-paused', { id: jobId });
    if (event.type === 'notice') output.warn(describeError(event.error, 'en').what);
    showProgress(event, output);
  }
  // A stream that was asked to stop may also just end.
  if (signal.aborted) throw new CancelledError();
  output.endProgress();
}

export function showProgress(event: JobEvent, output: Output): void {
  if (event.type === 'progress') {
    output.progress(event.progress.fraction, inWords(event.progress));
  } else if (event.type === 'snapshot') {
    if (event.jobs.some((job) => job.state === 'waiting')) output.progress(0, 'waiting');
  }
}

function inWords({ phase, done, total, remainingMs }: JobProgress): string {
  const count = total > 1 ? ` ${done}/${total}` : '';
  const left = remainingMs === undefined ? '' : `, ${formatSeconds(remainingMs)} left`;
  return `${phase.replace('-', ' ')}${count}${left}`;
}
