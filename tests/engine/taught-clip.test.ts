/** A CLIP taught own words: what ranks afterwards is what was trained, and a run learns. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openClip } from '#main/engine/clip/open-clip.ts';
import { writePictureTensor } from '#main/engine/clip/picture-tensor.ts';
import { trainRun } from '#main/engine/methods/train.ts';
import { adaptTowers } from '#main/engine/trainer/clip/clip-lora.ts';
import { openClipTowers } from '#main/engine/trainer/clip/clip-towers.ts';
import { writeTensors } from '#main/engine/trainer/tensor-files.ts';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import type { DatasetPictureKey } from '#shared/domain/dataset.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { pointFile, type TrainEvent } from '#shared/engine-protocol/training.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { dot } from '#shared/numeric/vector.ts';
import { describeClipAdapter } from '#shared/safetensors/clip-adapter.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { tinyLessons, tinyRecipe } from '#tests/support/tiny-lessons.ts';
import { spark, tinySpark } from './support/checkpoints.ts';
import { openEngine, words } from './support/generate.ts';

const options = { provider: 'cpu', threads: 2 } as const;

/** An adapter that says something, though nothing was learnt. */
async function writeAdapter(path: string, base: string) {
  const context = await openEngine();
  const towers = await openClipTowers(context, spark);
  const adapted = await adaptTowers(towers, { rank: 4, alpha: 4, seed: 3 }, options);
  const random = new TorchRandom(4);
  for (const [name, { data }] of adapted.trainables) {
    if (!name.endsWith('lora_up.weight')) continue;
    data.set(random.normal(data.length).map((value) => value * 0.2));
  }
  await writeTensors(
    path,
    [...adapted.trainables].map(([name, tensor]) => ({ name, ...tensor })),
    describeClipAdapter({
      ...{ base, scale: 1, title: 'Mine', words: ['zorbel'], license: '' },
      ...{ recipe: '{}', data: '' },
    }),
  );
  return { context, towers, adapted };
}

test('the towers that rank compute what the trainer computed', async () => {
  const path = join(temporaryFolder(), 'mine.safetensors');
  const { context, towers, adapted } = await writeAdapter(path, 'b');
  const taught = await openClip(context, { ...spark, adapter: { name: 'mine', path } });
  const plain = await openClip(context, spark);
  const texts = ['a zorbel', 'a red apple'];
  const pictures = tinyLessons(3).map(({ pixels }) => pixels);
  const tensors = pictures.map((pixels) => {
    const tensor = new Float32Array(3 * towers.view.imageSize ** 2);
    writePictureTensor(pixels, towers.view, tensor);
    return tensor;
  });
  const all = async (values: typeof adapted.trainables | 'base'): Promise<Float32Array[]> => [
    ...(await adapted.embedTexts(texts, values)),
    ...(await adapted.embedPictures(tensors, values)),
  ];
  const of = async (clip: typeof plain): Promise<Float32Array[]> => [
    ...(await clip.embedText(texts.map(words))),
    ...(await clip.embedPictures(pictures)),
  ];
  const apart = (a: readonly Float32Array[], b: readonly Float32Array[]): number =>
    Math.max(...a.flatMap((row, at) => [...row].map((value, i) => Math.abs(value - b[at]![i]!))));
  const [own, other] = [await all(adapted.trainables), await of(taught)];
  expect(apart(own, other)).toBeLessThan(1e-3);
  expect(apart(await all('base'), await of(plain))).toBeLessThan(1e-5);
  for (const [at, row] of own.entries()) {
    const before = (await of(plain))[at]!;
    expect(dot(row, before)).toBeLessThan(0.98);
  }
  await adapted.release();
  await context.models.clear();
});

/** A disc of one colour on white, somewhere. */
function disc([red, green, blue]: readonly number[], number: number): Pixels {
  const [side, radius] = [64, 14 + 2 * (number % 4)];
  const rgba = new Uint8Array(side * side * 4).fill(255);
  for (let at = 0; at < side * side; at += 1) {
    const [x, y] = [(at % side) - 28 - 3 * (number % 3), Math.floor(at / side) - 32];
    if (x * x + y * y < radius * radius) rgba.set([red!, green!, blue!], at * 4);
  }
  return { width: side, height: side, rgba };
}

test('names that nobody has heard are learnt in a few steps, and read afterwards', async () => {
  const colours = { zorbel: [220, 40, 40], quillax: [40, 60, 220], fenmo: [40, 160, 60] };
  const pictures = Object.entries(colours).flatMap(([caption, colour]) =>
    Array.from({ length: 4 }, (_, at) => ({
      ...{ key: `${caption}-${at}` as DatasetPictureKey, caption, pixels: disc(colour, at) },
      ...{ isHeldOut: at === 3, weight: 1 },
    })),
  );
  const folder = temporaryFolder();
  const context = await openEngine();
  const events: TrainEvent[] = [];
  const recipe = tinyRecipe({
    ...{ teaches: 'words', trigger: '', steps: 12, rank: 4, batch: 6, preservation: 0.25 },
    ...{ learningRate: 2e-3, isColourVaried: false, samplePrompts: [] },
  });
  const result = await trainRun(
    context,
    {
      ...{ checkpoint: spark, painter: tinySpark, recipe, pictures, folder, isEnding: false },
      rhythm: { judgeEvery: 6, sampleEvery: 12, keepEveryMs: 1e9 },
    },
    (event) => events.push(event),
    new AbortController().signal,
  );
  const { accuracy, heldOutLoss } = result.verdict!;
  expect(accuracy!.after).toBeGreaterThanOrEqual(accuracy!.before + 0.2);
  expect(heldOutLoss!.after).toBeLessThan(heldOutLoss!.before * 0.8);
  const readings = events.filter((event) => event.type === 'readings');
  expect(readings.at(0)).toMatchObject({ step: 0 });
  const last = readings.at(-1)!;
  expect(last.step).toBe(result.best!.step);
  expect(last.readings.map(({ key }) => key)).toEqual(['zorbel-3', 'quillax-3', 'fenmo-3']);

  const path = join(folder, pointFile(result.best!.step));
  const clip = await openClip(context, { ...spark, adapter: { name: 'mine', path } });
  const names = Object.keys(colours);
  const said = await clip.embedText(names.map(words));
  const seen = await clip.embedPictures(Object.values(colours).map((colour) => disc(colour, 7)));
  const read = seen.map((one) => {
    const cosines = said.map((text) => dot(text, one));
    return names[cosines.indexOf(Math.max(...cosines))];
  });
  const right = read.filter((name, at) => name === names[at]).length;
  expect(right / names.length).toBeGreaterThanOrEqual(accuracy!.after - 0.34);
  await context.models.clear();
}, 60_000);

test('what is switched on looks at the gallery anew, ranks, and is in the record of what it ranked', async () => {
  const home = temporaryFolder();
  vi.stubEnv('EASEL_HOME', home);
  mkdirSync(join(home, 'loras'));
  const folder = join(temporaryFolder(), 'discs');
  mkdirSync(folder);
  for (const [at, caption] of ['zorbel', 'fenmo', 'zorbel', 'fenmo'].entries()) {
    const { width, height, rgba } = disc([60 * at, 40, 200], at);
    await sharp(rgba, { raw: { width, height, channels: 4 } }).toFile(join(folder, `${at}.png`));
    writeFileSync(join(folder, `${at}.txt`), caption);
  }
  const studio = await openStudio({ host: 'cli', library: temporaryFolder(), runsJobs: true });
  onTestFinished(() => studio.close());
  const client = studio.client();
  await client.gallery.importFiles({ paths: [0, 1].map((at) => join(folder, `${at}.png`)) });
  const source = { kind: 'folder', path: folder } as const;
  const events = await Array.fromAsync(await client.training.survey({ source }));
  const last = events.at(-1)!;
  const { dataset } = last as Extract<typeof last, { type: 'dataset' }>;
  const asked = { dataset: dataset.id, recipe: { teaches: 'words' as const } };
  const { recipe } = await client.training.plan(asked);
  expect(recipe).toMatchObject({ checkpoint: 'spark', trigger: '' });

  const own = await writeAdapter(join(home, 'loras/mine.safetensors'), recipe.checkpointHash);
  await own.adapted.release();
  await writeAdapter(join(home, 'loras/foreign.safetensors'), 'another');
  const update = (rankingAdapter: string) => client.settings.update({ rankingAdapter });
  await expect(update('none')).rejects.toMatchObject({ code: 'clip.adapter-not-found' });
  await expect(update('foreign')).rejects.toMatchObject({ code: 'clip.adapter-foreign' });
  const meaning = { meaning: 'zorbel', limit: 4 } as const;
  await vi.waitFor(async () => expect(await described(client)).toBe(2), patiently);
  const before = await client.gallery.list(meaning);
  await update('mine');
  await vi.waitFor(async () => {
    const { adapters } = await client.clips.list();
    expect(adapters).toMatchObject([
      { name: 'foreign', isUsed: false },
      { name: 'mine', clip: 'spark', words: ['zorbel'], isUsed: true },
    ]);
    expect(await described(client)).toBe(2);
  }, patiently);
  const after = await client.gallery.list(meaning);
  expect(after.total).toBe(before.total);
  // It is no LoRA for prompts, and says so where it is taken for one.
  expect(await client.loras.list()).toEqual({ loras: [], problems: [] });
  const wrong = client.generate.submit({ prompt: 'a cat <lora:mine:1>', count: 1, steps: 1 });
  await expect(wrong).rejects.toMatchObject({ code: 'lora.for-clip' });

  const job = await client.generate.submit({ prompt: 'a zorbel', count: 1, steps: 1, seed: 3 });
  await Array.fromAsync(await client.jobs.watch({ jobId: job.id }));
  const made = (await client.gallery.list({ limit: 9 })).pictures.find(({ jobId }) => jobId);
  expect(made?.rankedBy).toMatchObject({ clip: 'spark', adapter: { name: 'mine' } });
}, 120_000);

const patiently = { timeout: 30_000, interval: 200 };

async function described(client: ReturnType<Studio['client']>): Promise<number> {
  return (await client.clips.list()).coverage.described;
}
