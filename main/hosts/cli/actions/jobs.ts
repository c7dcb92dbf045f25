/** `easel jobs …` */
import type { EaselClient } from '#shared/contract/index.ts';
import type { JobEvent } from '#shared/contract/jobs.ts';
import type { JobId } from '#shared/domain/ids.ts';
import { countOf, promptOf, type Job, type JobState } from '#shared/domain/job.ts';
import { isTerminal } from '#shared/domain/job.ts';
import { fromErrorShape } from '#shared/errors/easel-error.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio, type Session } from '../session.ts';
import { formatTable, shorten } from '../terminal/table.ts';
import { showProgress } from './follow-job.ts';

type Id = readonly [id: JobId];

export const jobActions = {
  list: (_args: readonly [], options: GlobalOptions & { state?: JobState[]; limit?: number }) =>
    withStudio(options, {}, async ({ client, output }) => {
      const jobs = await client.jobs.list({ states: options.state, limit: options.limit });
      output.result(jobs, formatJobs(jobs));
    }),
  show: ([id]: Id, options: GlobalOptions) => change(options, (jobs) => jobs.get({ id })),
  cancel: ([id]: Id, options: GlobalOptions) => change(options, (jobs) => jobs.cancel({ id })),
  retry: ([id]: Id, options: GlobalOptions) =>
    change(
      options,
      (jobs) => jobs.retry({ id }),
      'It runs while Easel is open, or with “easel jobs watch”.',
    ),
  move: ([id]: Id, options: GlobalOptions & { before?: JobId }) =>
    change(options, (jobs) => jobs.move({ id, before: options.before })),
  pause: ([id]: readonly [id?: JobId], options: GlobalOptions) =>
    id === undefined
      ? setQueue(options, 'pauseQueue')
      : change(options, (jobs) => jobs.pause({ id })),
  resume: ([id]: readonly [id?: JobId], options: GlobalOptions) =>
    id === undefined
      ? setQueue(options, 'resumeQueue')
      : change(options, (jobs) => jobs.resume({ id })),
  clear: ([ids]: readonly [ids: JobId[]], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const cleared = await client.jobs.clear({ ids: ids.length === 0 ? undefined : ids });
      output.result(cleared, `${cleared.removed.length} jobs forgotten; their pictures stay.`);
    }),
  watch: ([id]: readonly [id?: JobId], options: GlobalOptions) =>
    withStudio(options, { runsJobs: true }, (session) => watch(session, id)),
};

function change(
  options: GlobalOptions,
  ask: (jobs: EaselClient['jobs']) => Promise<Job>,
  hint?: string,
): Promise<void> {
  return withStudio(options, {}, async ({ client, output }) => {
    const job = await ask(client.jobs);
    output.result(job, formatJobs([job]));
    if (hint !== undefined) output.say(hint);
  });
}

function setQueue(options: GlobalOptions, verb: 'pauseQueue' | 'resumeQueue'): Promise<void> {
  return withStudio(options, {}, async ({ client, output }) => {
    const queue = await client.jobs[verb]();
    output.result(queue, queue.isQueuePaused ? 'The queue is paused.' : 'The queue runs.');
  });
}

/** Ends with the one job, or when nothing waits or runs any more. */
async function watch({ client, output, signal }: Session, id: JobId | undefined): Promise<void> {
  const open = new Set<JobId>();
  let isPaused = false;
  for await (const event of await client.jobs.watch({ jobId: id }, { signal })) {
    showProgress(event, output);
    output.event(event, inWords(event));
    if (event.type === 'queue') isPaused = event.isQueuePaused;
    if (event.type === 'snapshot') isPaused = event.isQueuePaused;
    for (const job of jobsIn(event)) {
      const goesOn = !isTerminal(job.state) && job.state !== 'paused';
      if (goesOn) open.add(job.id);
      else open.delete(job.id);
    }
    if (id === undefined && (open.size === 0 || isPaused)) break;
  }
  if (isPaused) output.say('The queue is paused; “easel jobs resume” lets it go on.');
  if (id === undefined || signal.aborted) return;
  const { error } = await client.jobs.get({ id });
  if (error !== undefined) throw fromErrorShape(error);
}

function jobsIn(event: JobEvent): readonly Job[] {
  if (event.type === 'snapshot') return event.jobs;
  return event.type === 'job' ? [event.job] : [];
}

function inWords(event: JobEvent): string | undefined {
  if (event.type === 'job') return `${event.job.id}  ${event.job.state}`;
  if (event.type === 'candidate') return `${event.jobId}  candidate ${event.index + 1} saved`;
  return undefined;
}

function formatJobs(jobs: readonly Job[]): string {
  if (jobs.length === 0) return 'No jobs.';
  return formatTable(
    ['job', 'state', 'pictures', 'prompt'],
    jobs.map((job) => [
      job.id,
      job.state,
      `${job.pictures.length}/${countOf(job)}`,
      shorten(promptOf(job) ?? `(${job.kind})`, 60),
    ]),
  );
}
