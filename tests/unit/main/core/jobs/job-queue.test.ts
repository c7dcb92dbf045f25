import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SqliteJobStore } from '#main/adapters/sqlite/jobs-store.sqlite.ts';
import { JobQueue } from '#main/core/jobs/job-queue.ts';
import type { JobEvent } from '#shared/contract/jobs.ts';
import type { JobId, PictureId } from '#shared/domain/ids.ts';
import { idSchema } from '#shared/domain/ids.ts';
import type { JobProgress } from '#shared/domain/job.ts';
import { jobSettings } from '#tests/support/job-settings.ts';
import type { Job } from '#shared/domain/job.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const seedOf = (job: Job) => (job.kind === 'generate' ? job.settings.seed : undefined);

function openQueue(folder = temporaryFolder()) {
  const queue = new JobQueue(new SqliteJobStore(join(folder, 'jobs.sqlite')));
  const add = (seed: number) => queue.enqueue(jobSettings({ seed })).id;
  const order = () => queue.list({ states: ['waiting'] }).map(seedOf);
  return { queue, add, order };
}

function progress(fraction: number): JobProgress {
  return { phase: 'denoising', done: 1, total: 3, fraction, candidates: [0] };
}

test('an enqueued job is on disk: a second connection sees it at once', () => {
  const folder = temporaryFolder();
  const { queue } = openQueue(folder);
  const job = queue.enqueue(jobSettings());
  expect(idSchema.safeParse(job.id).success).toBe(true);
  expect(openQueue(folder).queue.get(job.id)).toEqual(job);
});

test('jobs run in the order asked, moved ones in their new place', () => {
  const { queue, add, order } = openQueue();
  const [first = '' as JobId, , third = '' as JobId] = [1, 2, 3].map(add);
  expect(order()).toEqual([1, 2, 3]);
  queue.move(third, first);
  expect(order()).toEqual([3, 1, 2]);
  queue.move(third);
  expect(order()).toEqual([1, 2, 3]);
  expect(queue.claim(new AbortController())).toMatchObject({ settings: { seed: 1 } });
});

test('a job may be moved as often as anybody likes', () => {
  const { queue, add, order } = openQueue();
  const [first = '' as JobId] = [1, 2, 3].map(add);
  let [, moved = first, other = first] = queue.list({ states: ['waiting'] }).map(({ id }) => id);
  for (let at = 0; at < 200; at += 1) {
    queue.move(moved, other);
    [moved, other] = [other, moved];
  }
  expect(order()).toEqual([1, 3, 2]);
  queue.move(moved, other);
  expect(order()).toEqual([1, 2, 3]);
});

test('pause, resume, cancel and retry change the state, and refuse what makes no sense', () => {
  const { queue, add } = openQueue();
  const id = add(1);
  expect(queue.pause(id).state).toBe('paused');
  expect(queue.claim(new AbortController())).toBeUndefined();
  expect(queue.resume(id).state).toBe('waiting');
  expect(() => queue.retry(id)).toThrow(expect.objectContaining({ code: 'job.wrong-state' }));
  expect(queue.cancel(id)).toMatchObject({ state: 'cancelled' });
  expect(queue.cancel(id)).toMatchObject({ state: 'cancelled' });
  expect(() => queue.pause(id)).toThrow(expect.objectContaining({ code: 'job.wrong-state' }));
  expect(queue.retry(id)).toMatchObject({ state: 'waiting', attempts: 0 });
  const gone = 'gone' as JobId;
  expect(() => queue.get(gone)).toThrow(expect.objectContaining({ code: 'job.not-found' }));
});

test('cancelling a running job aborts it, and its end no longer counts', () => {
  const { queue, add } = openQueue();
  const id = add(1);
  const controller = new AbortController();
  expect(queue.claim(controller)).toMatchObject({ id, state: 'running', attempts: 1 });
  queue.cancel(id);
  expect(controller.signal.aborted).toBe(true);
  queue.addPicture(id, { index: 0, pictureId: 'p' as PictureId });
  queue.settle(id, 'done');
  expect(queue.get(id)).toMatchObject({ state: 'cancelled', pictures: [] });
});

test('a paused queue gives out nothing', () => {
  const { queue, add } = openQueue();
  add(1);
  queue.pauseQueue();
  expect(queue.claim(new AbortController())).toBeUndefined();
  queue.resumeQueue();
  expect(queue.claim(new AbortController())).toMatchObject({ settings: { seed: 1 } });
});

test('what was running when the process ended waits again, before what came later', () => {
  const folder = temporaryFolder();
  const first = openQueue(folder);
  const id = first.add(1);
  first.add(2);
  first.queue.claim(new AbortController());
  first.queue.addPicture(id, { index: 0, pictureId: 'p' as PictureId });
  const second = openQueue(folder);
  second.queue.recover();
  expect(second.order()).toEqual([1, 2]);
  expect(second.queue.claim(new AbortController())).toMatchObject({
    id,
    attempts: 2,
    pictures: [{ index: 0, pictureId: 'p' }],
  });
});

test('finished jobs can be cleared; others stay', () => {
  const { queue, add } = openQueue();
  const [done = '' as JobId, waiting = '' as JobId] = [1, 2].map(add);
  queue.claim(new AbortController());
  queue.settle(done, 'done');
  expect(queue.clear([waiting])).toEqual({ removed: [] });
  expect(queue.clear()).toEqual({ removed: [done] });
  expect(queue.list().map((job) => job.id)).toEqual([waiting]);
});

test('watching shows what is, then each change with a rising number', async () => {
  const { queue, add } = openQueue();
  const id = add(1);
  const events = queue.watch();
  const snapshot = (await events.next()).value;
  expect(snapshot).toMatchObject({ type: 'snapshot', jobs: [{ id }], isQueuePaused: false });
  queue.claim(new AbortController());
  for (let at = 1; at <= 500; at += 1) {
    queue.publish({ type: 'progress', jobId: id, progress: progress(at / 500) });
  }
  expect(queue.get(id).progress?.fraction).toBe(1);
  queue.settle(id, 'done');
  const seen: JobEvent[] = [];
  for (let at = 0; at < 3; at += 1) {
    const { value } = await events.next();
    if (value !== undefined) seen.push(value);
  }
  expect(seen).toMatchObject([
    { type: 'job', job: { state: 'running' } },
    { type: 'progress', progress: { fraction: 1 } },
    { type: 'job', job: { state: 'done' } },
  ]);
  const numbers = [snapshot?.seq ?? 0, ...seen.map(({ seq }) => seq)];
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(queue.get(id).progress).toBeUndefined();
});

test('watching one job ends with it', async () => {
  const { queue, add } = openQueue();
  const [id = '' as JobId] = [1, 2].map(add);
  const types: string[] = [];
  for await (const event of queue.watch({ jobId: id })) {
    types.push(event.type === 'job' ? event.job.state : event.type);
    if (event.type === 'snapshot') {
      add(3);
      queue.cancel(id);
    }
  }
  expect(types).toEqual(['snapshot', 'cancelled']);
  for await (const event of queue.watch({ jobId: id })) expect(event.type).toBe('snapshot');
});

test('a pause outlives the process', () => {
  const folder = temporaryFolder();
  const { queue, add } = openQueue(folder);
  add(1);
  queue.pauseQueue();
  const again = openQueue(folder).queue;
  expect(again.isQueuePaused).toBe(true);
  expect(again.claim(new AbortController())).toBeUndefined();
  again.resumeQueue();
  expect(openQueue(folder).queue.isQueuePaused).toBe(false);
});
