import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SqliteJobStore } from '#main/adapters/sqlite/jobs-store.sqlite.ts';
import type { JobHandler } from '#main/core/jobs/job-handler.ts';
import { JobQueue } from '#main/core/jobs/job-queue.ts';
import { JobRunner } from '#main/core/jobs/job-runner.ts';
import type { JobId, PictureId } from '#shared/domain/ids.ts';
import type { GenerateJob, Job } from '#shared/domain/job.ts';
import { CancelledError } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { jobSettings } from '#tests/support/job-settings.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

function open(run: (job: GenerateJob, signal: AbortSignal, queue: JobQueue) => Promise<void>) {
  const store = new SqliteJobStore(join(temporaryFolder(), 'jobs.sqlite'));
  const queue = new JobQueue(store);
  const handler: JobHandler = {
    run: (job, signal) => run(job as GenerateJob, signal, queue),
  };
  const runner = new JobRunner(queue, handler, { deathPauseMs: 1, storePauseMs: 1 });
  onTestFinished(() => runner.close());
  const add = (seed: number) => queue.enqueue(jobSettings({ seed })).id;
  return { store, queue, runner, add };
}

async function ended(queue: JobQueue, id: JobId): Promise<Job> {
  await Array.fromAsync(queue.watch({ jobId: id }));
  return queue.get(id);
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new CancelledError()));
  });
}

const died = () => new EaselError('engine.stopped', { reason: 'signal SIGKILL' });

test('runs what waits, one at a time and in order, also what comes later', async () => {
  const log: string[] = [];
  const { queue, runner, add } = open(async ({ settings }) => {
    log.push(`begin ${settings.seed}`);
    await Promise.resolve();
    log.push(`end ${settings.seed}`);
  });
  [1, 2].map(add);
  runner.start();
  expect(await ended(queue, add(3))).toMatchObject({ state: 'done', attempts: 1 });
  expect(await ended(queue, add(4))).toMatchObject({ state: 'done' });
  expect(log).toEqual([1, 2, 3, 4].flatMap((seed) => [`begin ${seed}`, `end ${seed}`]));
});

test('an error fails its job with the code, and the next one runs', async () => {
  const { queue, runner, add } = open(({ settings }) =>
    settings.seed === 1
      ? Promise.reject(new EaselError('engine.out-of-memory'))
      : Promise.resolve(),
  );
  const [bad = '' as JobId, good = '' as JobId] = [1, 2].map(add);
  runner.start();
  expect(await ended(queue, good)).toMatchObject({ state: 'done' });
  expect(queue.get(bad)).toMatchObject({
    state: 'failed',
    error: { code: 'engine.out-of-memory' },
  });
});

test('a cancelled job ends cancelled, and is no failure', async () => {
  const { queue, runner, add } = open((_job, signal, at) => {
    at.cancel(id);
    return signal.aborted ? Promise.reject(new CancelledError()) : untilAborted(signal);
  });
  const id = add(1);
  runner.start();
  const job = await ended(queue, id);
  expect(job.state).toBe('cancelled');
  expect(job.error).toBeUndefined();
});

test('deaths of the engine with progress between them never fail a job', async () => {
  let deaths = 0;
  const { queue, runner, add } = open((job, _signal, at) => {
    if (deaths === 60) return Promise.resolve();
    deaths += 1;
    const index = Math.floor(deaths / 3);
    at.addPicture(job.id, { index, pictureId: `p${index}` as PictureId });
    return Promise.reject(died());
  });
  const id = add(1);
  runner.start();
  expect(await ended(queue, id)).toMatchObject({ state: 'done', attempts: 61 });
});

test('an engine that dies every time is given up on, with the number of tries', async () => {
  const { queue, runner, add } = open(() => Promise.reject(died()));
  const id = add(1);
  runner.start();
  expect(await ended(queue, id)).toMatchObject({
    state: 'failed',
    attempts: 12,
    error: { code: 'job.gave-up', params: { attempts: 12 } },
  });
});

test('closing puts the running job back', async () => {
  let hasBegun = (): void => undefined;
  const begun = new Promise<void>((resolve) => (hasBegun = resolve));
  const { queue, runner, add } = open((_job, signal) => {
    hasBegun();
    return untilAborted(signal);
  });
  const id = add(1);
  runner.start();
  await begun;
  await runner.close();
  expect(queue.get(id)).toMatchObject({ state: 'waiting', attempts: 1 });
});

test('a store that fails for a while stops neither the runner nor the process', async () => {
  let failures = 3;
  const { store, queue, runner, add } = open(() => Promise.resolve());
  const write = store.transition.bind(store);
  store.transition = (...change) => {
    if (change[2] === 'done' && failures > 0) {
      failures -= 1;
      throw new EaselError('library.disk-full', { folder: 'there' });
    }
    return write(...change);
  };
  const id = add(1);
  runner.start();
  expect(await ended(queue, id)).toMatchObject({ state: 'done' });
  expect(failures).toBe(0);
});
