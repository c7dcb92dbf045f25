/** What becomes of a run beside its steps: forgotten without a trace, kept from another base. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunId } from '#shared/domain/training.ts';
import { writeSmallPictures } from '#tests/support/small-pictures.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import {
  isOver,
  openTrainingStudio,
  quickRecipe,
  type TrainingStudio,
} from '#tests/support/training-studio.ts';

const timeout = 120_000;

/** Every file below, with all that is in it. */
function filesOf(folder: string): { path: string; content: Buffer }[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path, content: readFileSync(path) }));
}

async function begin(
  { client, survey }: TrainingStudio,
  steps: number,
): Promise<{ id: RunId; folder: string }> {
  const folder = temporaryFolder();
  await writeSmallPictures(folder, 10);
  const { id: dataset } = await survey(folder);
  const recipe = quickRecipe({ steps, trigger: 'glimzk' });
  const { id } = await client.training.start({ dataset, name: 'Vorglade', recipe });
  return { id, folder };
}

test('a run that is forgotten leaves nothing behind', { timeout }, async () => {
  const studio = await openTrainingStudio({ runsJobs: true });
  const { client, home, library, until } = studio;
  const everything = (): { path: string; content: Buffer }[] => [
    ...filesOf(home),
    ...filesOf(library),
  ];
  const before = new Set(everything().map(({ path }) => path));
  const { id, folder } = await begin(studio, 6);
  const pictures = filesOf(folder).map(({ path }) => path);
  expect(await until(id, isOver)).toMatchObject({ state: 'done' });
  const { run } = await client.training.save({ id, name: 'vorglade-ink' });
  const adapter = join(home, `loras/${run.adapter!}.safetensors`);
  const { license } = (await client.checkpoints.list()).checkpoints.find(
    (one) => one.id === 'tiny-spark',
  )!;
  expect(license).not.toBe('');
  expect(readFileSync(adapter).includes(`"modelspec.license":${JSON.stringify(license)}`)).toBe(
    true,
  );
  const traces = ['vorglade', 'Vorglade', 'glimzk', id];
  const tracesIn = (): string[] =>
    everything()
      .filter(({ path, content }) =>
        traces.some((trace) => path.includes(trace) || content.includes(trace)),
      )
      .map(({ path }) => path);
  const kept = tracesIn();
  // The record, weights, a sample and the adapter were there to be found.
  for (const name of ['run.json', 'state.safetensors', '0-0.png', 'vorglade-ink.safetensors']) {
    expect(kept.some((path) => path.endsWith(name))).toBe(true);
  }

  await client.training.forget({ id });
  expect(tracesIn()).toEqual([]);
  const left = everything()
    .map(({ path }) => path)
    .filter((path) => !before.has(path) && !/sqlite-(?:wal|shm)$/.test(path));
  expect(left).toEqual([]);
  expect(await client.training.runs()).toEqual([]);
  await expect(client.training.run({ id })).rejects.toMatchObject({
    code: 'training.run-not-found',
  });
  // What belongs to the user is as it was.
  expect(filesOf(folder).map(({ path }) => path)).toEqual(pictures);
});

test('what ranked with a forgotten adapter ranks without it', { timeout }, async () => {
  const { client, survey, until } = await openTrainingStudio({ runsJobs: true });
  const folder = temporaryFolder();
  await writeSmallPictures(folder, 10);
  const { id: dataset } = await survey(folder);
  const recipe = quickRecipe({ teaches: 'words', steps: 2, samplePrompts: [] });
  const { id } = await client.training.start({ dataset, name: 'things', recipe });
  expect(await until(id, isOver)).toMatchObject({ state: 'done' });
  const { run } = await client.training.save({ id, name: 'things' });
  await client.settings.update({ rankingAdapter: run.adapter! });
  expect((await client.settings.get()).rankingAdapter).toBe('things');
  await client.training.forget({ id });
  expect((await client.settings.get()).rankingAdapter).toBeUndefined();
  expect((await client.clips.list()).missingAdapter).toBeUndefined();
});

test('a run does not go on from another base than it began with', { timeout }, async () => {
  const studio = await openTrainingStudio({ runsJobs: true });
  const { client, home, until } = studio;
  const { id } = await begin(studio, 2_000);
  await until(id, ({ step }) => step > 0);
  await client.training.pause({ id });
  const { step } = await client.training.run({ id });

  const path = join(home, 'checkpoints/tiny-spark/manifest.json');
  const own = readFileSync(path, 'utf8');
  const manifest = JSON.parse(own) as { files: { path: string; sha256: string }[] };
  const unet = manifest.files.find((file) => file.path.startsWith('unet/'))!;
  unet.sha256 = unet.sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
  writeFileSync(path, JSON.stringify(manifest));
  await client.training.resume({ id });
  const refused = await until(id, isOver);
  expect(refused).toMatchObject({ state: 'failed', error: { code: 'training.base-changed' } });
  expect(refused.step).toBe(step);

  writeFileSync(path, own);
  await client.training.resume({ id });
  expect((await until(id, (run) => run.step > step)).state).toBe('running');
});

test('an estimate gives way to a run', { timeout }, async () => {
  const studio = await openTrainingStudio({ runsJobs: true });
  const { client, survey, until } = studio;
  const folder = temporaryFolder();
  await writeSmallPictures(folder, 10);
  const { id: dataset } = await survey(folder);
  const recipe = quickRecipe({ steps: 4 });
  const estimate = client.training.estimate({ dataset, recipe });
  const gaveWay = expect(estimate).rejects.toMatchObject({ code: 'training.busy' });
  const { id } = await client.training.start({ dataset, name: 'first', recipe });
  await gaveWay;
  expect((await until(id, isOver)).state).toBe('done');
  expect(await client.training.estimate({ dataset, recipe })).toMatchObject({
    totalMs: expect.any(Number) as number,
  });
});
