/** CLIPs from elsewhere, from the folder to ranked, found and explained pictures, in the engine's own process. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { clipPictures, tinyClips } from '#tests/support/tiny-clips.ts';
import { tinySpark } from './support/checkpoints.ts';

async function open(...clips: readonly string[]): Promise<{
  studio: Studio;
  client: ReturnType<Studio['client']>;
  checkpoints: string;
}> {
  const home = temporaryFolder();
  vi.stubEnv('EASEL_HOME', home);
  const checkpoints = join(home, 'checkpoints');
  cpSync(tinySpark.folder, join(checkpoints, 'tiny-spark'), { recursive: true });
  for (const name of clips) {
    cpSync(join(tinyClips, name), join(checkpoints, name), { recursive: true });
  }
  const studio = await openStudio({ host: 'cli', library: temporaryFolder(), runsJobs: true });
  onTestFinished(() => studio.close());
  return { studio, client: studio.client(), checkpoints };
}

async function importPictures(client: ReturnType<Studio['client']>): Promise<void> {
  const folder = temporaryFolder();
  for (const [at, { width, height, rgba }] of clipPictures.entries()) {
    const raw = { raw: { width, height, channels: 4 as const } };
    await sharp(rgba, raw)
      .png()
      .toFile(join(folder, `${at}.png`));
  }
  const paths = clipPictures.map((_, at) => join(folder, `${at}.png`));
  await client.gallery.importFiles({ paths });
}

test('every kind is listed with what it is, and a part of one is told of with it', async () => {
  const { client, checkpoints } = await open('clip', 'openclip', 'siglip', 'clip-onnx');
  mkdirSync(join(checkpoints, 'naflex'));
  writeFileSync(join(checkpoints, 'naflex/config.json'), '{"model_type":"siglip2"}');
  const { clips, problems, used } = await client.clips.list();
  expect(clips.filter(({ format }) => format !== 'easel')).toMatchObject([
    { id: 'clip', family: 'clip', format: 'safetensors', dimensions: 12, imageSize: 24 },
    { id: 'clip-onnx', family: 'clip', format: 'onnx', dimensions: 12 },
    { id: 'openclip', family: 'openclip', format: 'safetensors' },
    { id: 'siglip', family: 'siglip', format: 'safetensors', dimensions: 16 },
  ]);
  expect(problems.map(({ error }) => error.code)).toEqual(['clip.unsupported']);
  const listed = await client.checkpoints.list();
  expect(listed.problems).toEqual([]);
  // Without a choice it is the first that came with a checkpoint.
  expect(used).toBe(listed.checkpoints[0]?.id);
  await expect(
    client.generate.submit({ prompt: 'a cat', checkpoint: 'siglip' }),
  ).rejects.toMatchObject({ code: 'checkpoint.is-clip' });
});

test('the one that is chosen embeds the gallery anew, ranks, searches, explains and finds', async () => {
  const { client, checkpoints } = await open('siglip', 'openclip');
  await importPictures(client);
  await expect(client.settings.update({ rankingClip: 'nowhere' })).rejects.toMatchObject({
    code: 'clip.not-found',
  });
  for (const id of ['siglip', 'openclip'] as const) {
    await client.settings.update({ rankingClip: id });
    await vi.waitFor(
      async () => {
        const { used, coverage } = await client.clips.list();
        expect({ used, ...coverage }).toEqual({ used: id, described: 5, pictures: 5 });
      },
      { timeout: 30_000, interval: 200 },
    );
    const { pictures } = await client.gallery.list({ meaning: 'a red apple', limit: 10 });
    expect(pictures).toHaveLength(5);
    const ids = pictures.map((picture) => picture.id);
    const { ranking } = await client.rank.pictures({ prompt: 'a red apple', ids, diversity: 0 });
    // One and the same space: what is found first is ranked first.
    const byCosine = ranking.toSorted((a, b) => b.cosine! - a.cosine!).map(({ index }) => index);
    expect(byCosine).toEqual([0, 1, 2, 3, 4]);
    const explained = await client.explain.picture({ id: ids[0]!, prompt: 'a red apple' });
    expect(explained.words.map(({ text }) => text)).toEqual(['a', 'red', 'apple']);
    expect(explained.map.some((value) => value !== 0)).toBe(true);
    const { found } = await client.words.find({ id: ids[0]!, words: ['apple'] });
    expect(found).toHaveLength(1);
  }
  const job = await client.generate.submit({ prompt: 'a cat', count: 2, steps: 2, seed: 3 });
  const events = await Array.fromAsync(await client.jobs.watch({ jobId: job.id }));
  expect(events.at(-1)).toMatchObject({ type: 'job', job: { state: 'done' } });
  // The candidates are in the space of the one that judged them.
  expect((await client.clips.list()).coverage).toEqual({ described: 7, pictures: 7 });

  rmSync(join(checkpoints, 'openclip'), { recursive: true });
  const after = await client.clips.list();
  expect(after).toMatchObject({ missing: 'openclip', used: 'spark' });
  await client.settings.update({ rankingClip: null });
  expect((await client.clips.list()).missing).toBeUndefined();
});

test('a CLIP that is broken says so instead of giving numbers', async () => {
  const { client, checkpoints } = await open('clip-onnx', 'siglip');
  writeFileSync(join(checkpoints, 'clip-onnx/onnx/vision_model.onnx'), 'nothing');
  rmSync(join(checkpoints, 'siglip/spiece.model'));
  await importPictures(client);
  const { pictures } = await client.gallery.list({ limit: 2 });
  const ids = pictures.map(({ id }) => id);
  for (const [checkpoint, code] of [
    ['clip-onnx', 'checkpoint.damaged'],
    ['siglip', 'checkpoint.unsupported'],
  ] as const) {
    const ranked = client.rank.pictures({ prompt: 'a cat', ids, checkpoint });
    const error: unknown = await ranked.catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(EaselError);
    expect(error).toMatchObject({ code });
  }
});
