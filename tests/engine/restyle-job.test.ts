/** A style by a checkpoint, from the files in the folder to ranked candidates, in the engine's own process. */
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import type { JobEvent } from '#shared/contract/jobs.ts';
import type { EditRequest } from '#shared/domain/edit.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { writeTinyFolder } from '#tests/support/tiny-checkpoint.ts';
import { golden, tinyFolder } from '#tests/support/tiny-diffusion.ts';
import { writeTinyIpAdapter } from '#tests/support/tiny-ip-adapter.ts';
import { tinySpark } from './support/checkpoints.ts';

const EMBEDDING = 32;

interface Place {
  readonly studio: Studio;
  readonly checkpoints: string;
  readonly source: Picture;
}

async function open(): Promise<Place> {
  const home = temporaryFolder();
  vi.stubEnv('EASEL_HOME', home);
  const checkpoints = join(home, 'checkpoints');
  cpSync(tinySpark.folder, join(checkpoints, 'tiny-spark'), { recursive: true });
  writeTinyFolder(join(checkpoints, 'tiny-sd'), 'sd1', { _class_name: 'EulerDiscreteScheduler' });
  const studio = await openStudio({ host: 'cli', library: temporaryFolder(), runsJobs: true });
  onTestFinished(() => studio.close());
  const path = join(temporaryFolder(), 'a pear.png');
  const raw = { width: 96, height: 64, channels: 3 as const };
  const data = Uint8Array.from({ length: 96 * 64 * 3 }, (_, at) => (at * 31 + (at % 7)) % 253);
  await sharp(data, { raw }).blur(2).png().toFile(path);
  const { pictures } = await studio.client().gallery.importFiles({ paths: [path] });
  return { studio, checkpoints, source: pictures[0]! };
}

/** As downloads lay them: an adapter, and the image tower that it was taught with. */
function addAdapter(checkpoints: string): void {
  const tower = join(checkpoints, 'ip-adapter/models/image_encoder');
  mkdirSync(tower, { recursive: true });
  const { config } = golden.models['vision_proj'] as unknown as { config: object };
  writeFileSync(
    join(tower, 'config.json'),
    JSON.stringify({ ...config, model_type: 'clip_vision_model' }),
  );
  copyFileSync(`${tinyFolder}vision_proj.safetensors`, join(tower, 'model.safetensors'));
  const file = join(checkpoints, 'ip-adapter/models/tiny-style.safetensors');
  writeTinyIpAdapter(file, 'sd1', EMBEDDING);
}

async function restyle(
  { studio, source }: Place,
  step: Partial<Extract<EditRequest['step'], { kind: 'restyle' }>>,
): Promise<{ made: Picture[]; events: JobEvent[] }> {
  const client = studio.client();
  const job = await client.edit.submit({
    source: source.id,
    step: {
      ...{ kind: 'restyle', reference: { kind: 'made', name: 'mosaic' }, strength: 0.5 },
      ...step,
    },
    generation: { prompt: '', checkpoint: 'tiny-sd', count: 2, steps: 2, seed: 5 },
  });
  const events = await Array.fromAsync(await client.jobs.watch({ jobId: job.id }));
  expect(events.at(-1)).toMatchObject({ type: 'job', job: { state: 'done', kind: 'edit' } });
  const { pictures } = await client.jobs.get({ id: job.id });
  const made = await client.gallery.getMany({ ids: pictures.map(({ pictureId }) => pictureId) });
  return { made, events };
}

async function pixelsOf({ studio }: Place, { id }: Picture): Promise<Uint8Array> {
  const { path } = await studio.media.picture(id);
  return sharp(path).ensureAlpha().raw().toBuffer();
}

test('an adapter shows the checkpoint the picture; candidates are ranked as other edits', async () => {
  const place = await open();
  const client = place.studio.client();
  addAdapter(place.checkpoints);
  expect(await client.edit.styleAdapters()).toMatchObject({
    adapters: [{ name: 'tiny-style', encoder: 'image_encoder' }],
    problems: [],
  });
  // Neither of them is a checkpoint, and neither is a problem.
  expect((await client.checkpoints.list()).problems).toEqual([]);

  const { made, events } = await restyle(place, {});
  expect(made.map(({ rank }) => rank?.position).toSorted()).toEqual([1, 2]);
  expect(made[0]?.edit?.step).toMatchObject({
    ...{ kind: 'restyle', weight: 1, adapter: { name: 'tiny-style' } },
  });
  expect(made[0]).toMatchObject({ width: 96, height: 64, generation: { prompt: '' } });
  expect(events.some(({ type }) => type === 'notice')).toBe(false);

  const other = { kind: 'picture', id: place.source.id } as const;
  const [shown, again, unshown] = [
    await pixelsOf(place, made[0]!),
    await pixelsOf(place, (await restyle(place, { reference: other })).made[0]!),
    await pixelsOf(place, (await restyle(place, { weight: 0 })).made[0]!),
  ];
  expect(shown).not.toEqual(again);
  expect(shown).not.toEqual(unshown);
});

test('without an adapter the style is told of in words, which is said', async () => {
  const place = await open();
  const { made, events } = await restyle(place, {});
  expect(made).toHaveLength(2);
  expect(made[0]?.generation?.prompt).toMatch(/mosaic/);
  expect(made[0]?.edit?.step).not.toHaveProperty('adapter');
  const notices = events.filter((event) => event.type === 'notice');
  expect(notices).toMatchObject([{ error: { code: 'edit.style-in-words' } }]);
  const byName = await restyle(place, { reference: { kind: 'picture', id: place.source.id } });
  expect(byName.made[0]?.generation?.prompt).toBe('in the style of a pear');
});

test('what is missing or does not fit is a plain sentence', async () => {
  const place = await open();
  const { studio, source, checkpoints } = place;
  const ask = (checkpoint: string, adapter?: string): Promise<unknown> =>
    studio.client().edit.submit({
      source: source.id,
      step: { kind: 'restyle', reference: { kind: 'made', name: 'ink' }, adapter },
      generation: { prompt: '', checkpoint },
    });
  await expect(ask('tiny-spark')).rejects.toMatchObject({ code: 'edit.style-unsupported' });
  await expect(ask('tiny-sd', 'nowhere')).rejects.toMatchObject({
    code: 'style-adapter.not-found',
  });
  addAdapter(checkpoints);
  rmSync(join(checkpoints, 'ip-adapter/models/image_encoder'), { recursive: true });
  await expect(ask('tiny-sd')).rejects.toMatchObject({ code: 'style-adapter.no-encoder' });
});
