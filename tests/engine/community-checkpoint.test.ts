/** A community checkpoint from the file in the folder to ranked pictures, in the engine's own process. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import type { JobEvent } from '#shared/contract/jobs.ts';
import type { GenerationRequest } from '#shared/domain/generation.ts';
import type { JobId } from '#shared/domain/ids.ts';
import { writeSd1 } from '#tests/support/small-checkpoint.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { writeTinyFolder, writeTinyInpainting } from '#tests/support/tiny-checkpoint.ts';
import { tinySpark } from './support/checkpoints.ts';

const shelf = mkdtempSync(join(tmpdir(), 'easel-shelf-'));
const file = join(shelf, 'Small Dreams v1.safetensors');
beforeAll(() => {
  writeSd1(file);
});
afterAll(() => {
  rmSync(shelf, { recursive: true, force: true });
});

async function open(): Promise<{ studio: Studio; checkpoints: string }> {
  const home = temporaryFolder();
  vi.stubEnv('EASEL_HOME', home);
  const checkpoints = join(home, 'checkpoints');
  cpSync(tinySpark.folder, join(checkpoints, 'tiny-spark'), { recursive: true });
  // Linked, as people do who share checkpoints between programs.
  symlinkSync(file, join(checkpoints, 'Small Dreams v1.safetensors'));
  const studio = await openStudio({ host: 'cli', library: temporaryFolder(), runsJobs: true });
  onTestFinished(() => studio.close());
  return { studio, checkpoints };
}

async function finish(studio: Studio, request: GenerationRequest): Promise<JobEvent[]> {
  const job = await studio.client().generate.submit(request);
  return Array.fromAsync(await studio.client().jobs.watch({ jobId: job.id }));
}

const asked: GenerationRequest = {
  ...{ prompt: 'a (red:1.3) apple', negativePrompt: 'blurry', checkpoint: 'Small-Dreams-v1' },
  ...{ count: 2, steps: 3, seed: 5, width: 64, height: 96 },
};

test('a linked file is listed, generates, and the pictures say what made them', async () => {
  const { studio } = await open();
  const { checkpoints } = await studio.client().checkpoints.list();
  const summary = checkpoints.find(({ id }) => id === asked.checkpoint);
  expect(summary).toMatchObject({
    ...{ name: 'Small Dreams v1', family: 'sd1', version: 'SD 1', license: 'test' },
    ...{ native: { width: 512, height: 512 }, embedded: false },
  });
  const events = await finish(studio, asked);
  const last = events.at(-1);
  expect(last).toMatchObject({ type: 'job', job: { state: 'done' } });
  expect(events.some(({ type }) => type === 'preview')).toBe(true);
  expect(events.findLast(({ type }) => type === 'ranked')).toMatchObject({
    ranking: [{ position: 1 }, { position: 2 }],
  });

  const { pictures } = await studio.client().gallery.list({ limit: 10 });
  expect(pictures).toHaveLength(2);
  for (const picture of pictures) {
    expect(picture).toMatchObject({ width: 64, height: 96 });
    expect(picture.generation).toMatchObject({
      ...{ checkpoint: asked.checkpoint, checkpointHash: summary?.hash },
      ...{ scheduler: 'dpmpp-2m-karras', steps: 3, expandedPrompt: 'a (red:1.3) apple' },
    });
  }
  // The same settings give the same bytes; another scheduler gives others.
  const bytes = (jobId: JobId, index: number): Promise<string> =>
    studio.media
      .picture(`${jobId}-${index}` as never)
      .then(({ path }) => readFileSync(path, 'base64'));
  const jobOf = (list: readonly JobEvent[]): JobId => {
    const job = list.find((event) => event.type === 'job');
    if (job?.type !== 'job') throw new Error('no job');
    return job.job.id;
  };
  const again = jobOf(await finish(studio, { ...asked, count: 1 }));
  const other = jobOf(await finish(studio, { ...asked, count: 1, scheduler: 'euler-ancestral' }));
  expect(await bytes(again, 0)).toBe(await bytes(jobOf(events), 0));
  expect(await bytes(other, 0)).not.toBe(await bytes(again, 0));
});

test('a diffusers folder generates too', async () => {
  const { studio, checkpoints } = await open();
  const folder = join(checkpoints, 'tiny-xl');
  writeTinyFolder(folder, 'sdxl', { _class_name: 'EulerDiscreteScheduler' });
  const found = (await studio.client().checkpoints.list()).checkpoints;
  expect(found.find(({ id }) => id === 'tiny-xl')).toMatchObject({
    ...{ family: 'sdxl', defaults: { scheduler: 'euler' }, native: { width: 128, height: 128 } },
  });
  const request = { prompt: 'a cat', checkpoint: 'tiny-xl', count: 1, steps: 2, seed: 1 };
  expect((await finish(studio, request)).at(-1)).toMatchObject({ job: { state: 'done' } });
});

test('one that was made to fill in parts is told as that, and draws from nothing too', async () => {
  const { studio, checkpoints } = await open();
  await writeTinyInpainting(join(checkpoints, 'filling'));
  const found = (await studio.client().checkpoints.list()).checkpoints;
  expect(found.find(({ id }) => id === 'filling')).toMatchObject({ version: 'SD 1 · Inpainting' });
  const request = { prompt: 'a cat', checkpoint: 'filling', count: 1, steps: 2, seed: 1 };
  const size = { width: 64, height: 64 };
  expect((await finish(studio, { ...request, ...size })).at(-1)).toMatchObject({
    job: { state: 'done' },
  });
});

test('what is no checkpoint of ours is named with a reason', async () => {
  const { studio, checkpoints } = await open();
  writeFileSync(join(checkpoints, 'renamed.safetensors'), Buffer.from([0x80, 0x02, 0x7d]));
  writeFileSync(join(checkpoints, 'old.ckpt'), 'PK\u0003\u0004 and so on');
  const cut = join(checkpoints, 'cut.safetensors');
  cpSync(file, cut);
  truncateSync(cut, 100_000);
  mkdirSync(join(checkpoints, 'more'));
  cpSync(
    new URL('../fixtures/tiny-diffusion/vae.safetensors', import.meta.url),
    join(checkpoints, 'more/vae.safetensors'),
  );
  const client = studio.client();
  const { problems } = await client.checkpoints.list();
  const codes = Object.fromEntries(
    problems.map(({ folder, error }) => [folder.slice(checkpoints.length + 1), error.code]),
  );
  expect(codes).toEqual({
    'cut.safetensors': 'checkpoint.damaged',
    'more/vae.safetensors': 'checkpoint.is-part',
    'old.ckpt': 'checkpoint.pickled',
    'renamed.safetensors': 'checkpoint.pickled',
  });
  await expect(client.generate.submit({ ...asked, checkpoint: 'old' })).rejects.toMatchObject({
    code: 'checkpoint.pickled',
  });
});

test('sizes and schedulers are those that the checkpoint can do', async () => {
  const { studio } = await open();
  const client = studio.client();
  const plan = await client.generate.plan(asked);
  expect(plan.settings).toMatchObject({ width: 64, height: 96, guidanceScale: 7 });
  expect(plan.tokens).toEqual({ used: expect.any(Number) as number, limit: 75 });
  const long = await client.generate.plan({ ...asked, prompt: 'apple, '.repeat(60) });
  expect(long.tokens.limit).toBe(75 * Math.ceil(long.tokens.used / 75));
  for (const [change, code] of [
    [{ width: 100 }, 'generate.size-step'],
    [{ width: 8 }, 'generate.value-out-of-range'],
    [{ scheduler: 'flow-match-euler' }, 'generate.value-unknown'],
  ] as const) {
    await expect(client.generate.submit({ ...asked, ...change })).rejects.toMatchObject({ code });
  }
});
