/** A generation from the request to ranked pictures on disk: core, link, engine and gallery. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import type { JobEvent } from '#shared/contract/jobs.ts';
import type { GenerationRequest } from '#shared/domain/generation.ts';
import type { JobId } from '#shared/domain/ids.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { tinySpark } from './support/checkpoints.ts';

async function open({ runsJobs = true } = {}): Promise<Studio> {
  const home = temporaryFolder();
  vi.stubEnv('EASEL_HOME', home);
  cpSync(tinySpark.folder, join(home, 'checkpoints/tiny-spark'), { recursive: true });
  mkdirSync(join(home, 'wildcards'));
  writeFileSync(join(home, 'wildcards/fruit.txt'), 'apple\npear\nplum\n');
  const studio = await openStudio({ host: 'cli', library: temporaryFolder(), runsJobs });
  onTestFinished(() => studio.close());
  return studio;
}

function request(changes: Partial<GenerationRequest> = {}): GenerationRequest {
  return {
    prompt: 'a red apple',
    checkpoint: 'tiny-spark',
    count: 4,
    steps: 3,
    seed: 5,
    ...changes,
  };
}

async function eventsOf(studio: Studio, jobId: JobId): Promise<JobEvent[]> {
  return Array.fromAsync(await studio.client().jobs.watch({ jobId }));
}

async function bytesOf(studio: Studio, jobId: JobId, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `${jobId}-${index}` as never);
  const files = await Promise.all(ids.map((id) => studio.media.picture(id)));
  return files.map(({ path }) => readFileSync(path, 'base64'));
}

test('tells of the start, the steps, each saved candidate and the ranking, and then the end', async () => {
  const studio = await open();
  const client = studio.client();
  const job = await client.generate.submit(request());
  const events = await eventsOf(studio, job.id);
  const last = events.at(-1);
  expect(last).toMatchObject({ type: 'job', job: { state: 'done', attempts: 1 } });

  const phases = new Set(
    events.flatMap((one) => (one.type === 'progress' ? one.progress.phase : [])),
  );
  expect([...phases]).toEqual(expect.arrayContaining(['denoising', 'ranking']));
  const fractions = events.flatMap((one) => (one.type === 'progress' ? one.progress.fraction : []));
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));

  const saved = events.flatMap((one) => (one.type === 'candidate' ? one.picture.id : []));
  expect(saved.toSorted()).toEqual([0, 1, 2, 3].map((index) => `${job.id}-${index}`));
  const ranked = events.flatMap((one) => (one.type === 'ranked' ? [one.ranking] : []));
  expect(ranked).toHaveLength(1);
  expect(ranked[0]?.map(({ index }) => index).toSorted()).toEqual([0, 1, 2, 3]);
  const { pictures } = await client.gallery.list({ limit: 10 });
  expect(pictures).toHaveLength(4);
  expect(pictures.every((picture) => picture.rank !== undefined)).toBe(true);
  for (const index of [0, 1, 2, 3]) expect(studio.media.preview(job.id, index)).toBeUndefined();
});

test('the same seed gives the same files, another one others', async () => {
  const studio = await open();
  const client = studio.client();
  const ids: JobId[] = [];
  for (const seed of [5, 5, 6]) {
    const { id } = await client.generate.submit(request({ seed }));
    await eventsOf(studio, id);
    ids.push(id);
  }
  const [first = [], second = [], third = []] = await Promise.all(
    ids.map((id) => bytesOf(studio, id, 4)),
  );
  expect(second).toEqual(first);
  expect(new Set([...first, ...third]).size).toBeGreaterThan(4);
  // Seeds are consecutive: what candidate 1 of seed 5 begins from, candidate 0 of seed 6 does too.
  const { pictures } = await client.gallery.list({ limit: 20 });
  const seeds = pictures.map((picture) => picture.generation?.seed).toSorted();
  expect(seeds).toEqual([5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9]);
});

test('a cancelled generation ends within a second and keeps nothing half-done', async () => {
  const studio = await open();
  const client = studio.client();
  const job = await client.generate.submit(request({ count: 64, steps: 150 }));
  let since = 0;
  for await (const event of await client.jobs.watch({ jobId: job.id })) {
    if (since > 0 || event.type !== 'progress' || event.progress.phase !== 'denoising') continue;
    since = performance.now();
    await client.jobs.cancel({ id: job.id });
  }
  expect(performance.now() - since).toBeLessThan(1000);
  expect(await client.jobs.get({ id: job.id })).toMatchObject({ state: 'cancelled' });
  // The engine is free again at once.
  const next = await client.generate.submit(request({ count: 1 }));
  expect((await eventsOf(studio, next.id)).at(-1)).toMatchObject({ job: { state: 'done' } });
});

test('alternatives and wildcards are shared out among the candidates', async () => {
  const studio = await open();
  const client = studio.client();
  const asked = request({ prompt: 'a {red|green} __fruit__', count: 6 });
  const plan = await client.generate.plan(asked);
  expect(plan).toMatchObject({ variantCount: 6, tokens: { limit: 32 } });
  const job = await client.generate.submit(asked);
  await eventsOf(studio, job.id);
  const { pictures } = await client.gallery.list({ limit: 10 });
  const prompts = pictures.map((picture) => picture.generation?.expandedPrompt).toSorted();
  expect(prompts).toEqual(plan.variants.toSorted());
});

test.each([
  ['an empty prompt', { prompt: '  ' }, 'prompt.empty'],
  ['a prompt of 10,000 characters', { prompt: 'apple '.repeat(1667) }, 'prompt.too-long'],
  ['unbalanced weights', { prompt: 'a (red:1.2 apple' }, 'prompt.unclosed'],
  ['a wildcard without a file', { prompt: 'a __tree__' }, 'prompt.wildcard-unknown'],
  ['a LoRA', { prompt: 'an apple <lora:ink:1>' }, 'lora.not-found'],
  ['no candidate', { count: 0 }, 'generate.value-out-of-range'],
  ['a thousand candidates', { count: 1000 }, 'generate.value-out-of-range'],
  ['a checkpoint that is not there', { checkpoint: 'gone' }, 'checkpoint.not-found'],
])('%s is refused with its code, and nothing is written down', async (_name, changes, code) => {
  const studio = await open({ runsJobs: false });
  const client = studio.client();
  await expect(client.generate.submit(request(changes))).rejects.toMatchObject({ code });
  expect(await client.jobs.list({})).toEqual([]);
});

test('Arabic and emoji are words like any other', async () => {
  const studio = await open();
  const job = await studio
    .client()
    .generate.submit(request({ prompt: 'تفاحة حمراء 🍎', count: 1 }));
  expect((await eventsOf(studio, job.id)).at(-1)).toMatchObject({ job: { state: 'done' } });
});

test('what an earlier run has saved is not made again, and the rest has the same bytes', async () => {
  const studio = await open();
  const client = studio.client();
  const asked = request({ count: 12, steps: 12 });
  const whole = await client.generate.submit(asked);
  await eventsOf(studio, whole.id);
  const undisturbed = await bytesOf(studio, whole.id, 12);

  const { id } = await client.generate.submit(asked);
  const early = new Set<number>();
  for await (const event of await client.jobs.watch({ jobId: id })) {
    if (event.type !== 'candidate') continue;
    early.add(event.index);
    if (early.size === 4) await client.jobs.cancel({ id });
  }
  const saved = (await client.jobs.get({ id })).pictures.map(({ index }) => index);
  expect(saved).toEqual(expect.arrayContaining([0, 1, 2, 3]));
  expect(saved.length).toBeLessThan(12);

  await client.jobs.retry({ id });
  const again = new Set<number>();
  for await (const event of await client.jobs.watch({ jobId: id })) {
    if (event.type === 'candidate') again.add(event.index);
    if (event.type === 'ranked') expect(event.ranking.length).toBeGreaterThan(4);
  }
  expect(again.size).toBeGreaterThan(0);
  const job = await client.jobs.get({ id });
  expect([...again].filter((index) => index < 4)).toEqual([]);
  expect(job.pictures.map(({ index }) => index)).toEqual([...undisturbed.keys()]);
  expect(await bytesOf(studio, id, 12)).toEqual(undisturbed);
  const places = (await client.gallery.list({ jobId: id, limit: 20 })).pictures;
  expect(new Set(places.map((picture) => picture.rank?.position)).size).toBe(12);
});

test('a candidate whose file was damaged is made again', async () => {
  const studio = await open();
  const client = studio.client();
  const { id } = await client.generate.submit(request({ count: 8, steps: 30 }));
  for await (const event of await client.jobs.watch({ jobId: id })) {
    if (event.type === 'candidate') await client.jobs.cancel({ id });
  }
  const { path } = await studio.media.picture(`${id}-0` as never);
  const bytes = readFileSync(path);
  writeFileSync(path, 'no picture any more');
  await client.jobs.retry({ id });
  await eventsOf(studio, id);
  expect(readFileSync(path).equals(bytes)).toBe(true);
});

test('a job keeps the lines of wildcard files as they were when it was asked for', async () => {
  const studio = await open();
  const client = studio.client();
  await client.jobs.pauseQueue();
  const asked = request({ prompt: 'a (red:1.3) __fruit__', negativePrompt: '__fruit__', count: 3 });
  const { variants } = await client.generate.plan(asked);
  const { id } = await client.generate.submit(asked);
  writeFileSync(join(process.env['EASEL_HOME'] ?? '', 'wildcards/fruit.txt'), 'stone\n');
  await client.jobs.resumeQueue();
  await eventsOf(studio, id);
  const { pictures } = await client.gallery.list({ jobId: id });
  const made = pictures.map(({ generation }) => generation?.expandedPrompt ?? '');
  const plain = made.map((prompt) => prompt.replace('(red:1.3)', 'red'));
  expect(plain.toSorted()).toEqual(variants.toSorted());
});

test('mistakes in wildcard files are told with the line they are in, and stop nothing', async () => {
  const studio = await open({ runsJobs: false });
  const client = studio.client();
  const file = join(process.env['EASEL_HOME'] ?? '', 'wildcards/fruit.txt');
  writeFileSync(file, 'apple\n(red plum\nripe {pear|quince}\n');
  const plan = await client.generate.plan(request({ prompt: 'a __fruit__', count: 2 }));
  expect(plan.lineProblems).toEqual([
    {
      ...{ file: 'fruit', line: '(red plum' },
      error: { code: 'prompt.unclosed', params: { column: 1, character: '(', closer: ')' } },
    },
  ]);
  expect(plan.variantCount).toBe(4);
  expect(await client.generate.plan(request())).toMatchObject({ lineProblems: [] });
});
