/** Edits from the request to a tree of pictures on disk: core, link, engine and gallery. */
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openRaw } from '#main/adapters/disk/raw-picture.ts';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import type { EditRequest } from '#shared/domain/edit.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { differenceOutside } from '#shared/numeric/blend.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { tinySpark } from './support/checkpoints.ts';

const WIDTH = 200;
const HEIGHT = 120;

/** What a photograph has: every pixel another one, and a profile-free JPEG's size. */
async function writePhotograph(path: string): Promise<void> {
  const data = Uint8Array.from(
    { length: WIDTH * HEIGHT * 3 },
    (_, at) => (at * 31 + (at % 7)) % 253,
  );
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 as const };
  await sharp(data, { raw }).blur(2).png().toFile(path);
}

/** White in the middle, black elsewhere, at half the picture's size. */
async function writeMask(path: string): Promise<void> {
  const middle =
    '<svg width="100" height="60"><rect x="30" y="20" width="40" height="20" fill="#fff"/></svg>';
  await sharp({ create: { width: 100, height: 60, channels: 3, background: '#000' } })
    .composite([{ input: Buffer.from(middle) }])
    .png()
    .toFile(path);
}

async function open(): Promise<{
  studio: Studio;
  library: string;
  source: Picture;
  folder: string;
  close: () => Promise<void>;
}> {
  const [home, library, folder] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  vi.stubEnv('EASEL_HOME', home);
  cpSync(tinySpark.folder, join(home, 'checkpoints/tiny-spark'), { recursive: true });
  const studio = await openStudio({ host: 'cli', library, runsJobs: true });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await studio.close();
    isOpen = false;
  };
  onTestFinished(close);
  await writePhotograph(join(folder, 'photo.png'));
  await writeMask(join(folder, 'mask.png'));
  const paths = [join(folder, 'photo.png')];
  const { pictures } = await studio.client().gallery.importFiles({ paths });
  return { studio, library, folder, source: pictures[0]!, close };
}

async function run(
  studio: Studio,
  source: PictureId,
  { generation, ...rest }: Omit<EditRequest, 'source'>,
): Promise<Picture[]> {
  const client = studio.client();
  const job = await client.edit.submit({
    ...{ source, ...rest },
    generation: { checkpoint: 'tiny-spark', count: 2, steps: 3, seed: 5, ...generation },
  });
  const events = await Array.fromAsync(await client.jobs.watch({ jobId: job.id }));
  expect(events.at(-1)).toMatchObject({ type: 'job', job: { state: 'done' } });
  const { pictures } = await client.jobs.get({ id: job.id });
  return client.gallery.getMany({ ids: pictures.map(({ pictureId }) => pictureId) });
}

async function pixelsOf(studio: Studio, id: PictureId): Promise<Uint8Array> {
  const { path } = await studio.media.picture(id);
  return sharp(path).ensureAlpha().raw().toBuffer();
}

test('behind a mask changes what is marked, and not one bit elsewhere', async () => {
  const { studio, folder, source } = await open();
  const { mask } = await studio.client().edit.keepMask({ path: join(folder, 'mask.png') });
  const made = await run(studio, source.id, {
    step: { kind: 'words', strength: 1 },
    ...{ mask, feather: 6 },
    generation: { prompt: 'a red apple' },
  });
  const before = await pixelsOf(studio, source.id);
  // Beyond the mask's own edge and the feather.
  const kept = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    return x > 52 && x < 148 && y > 32 && y < 88 ? 255 : 0;
  });
  expect(made.length).toBeGreaterThan(0);
  for (const picture of made) {
    expect(picture).toMatchObject({ width: WIDTH, height: HEIGHT });
    expect(picture.edit).toMatchObject({ isAccepted: false, outsideDifference: 0, mask });
    const after = await pixelsOf(studio, picture.id);
    expect(differenceOutside(before, after, kept)).toBe(0);
    expect(after).not.toEqual(before);
    expect(after.every((value, at) => at % 4 !== 3 || value === 255)).toBe(true);
  }
});

test('candidates are in no list until one is taken; the tree outlives the database', async () => {
  const { studio, library, source, close } = await open();
  const client = studio.client();
  const step = { kind: 'words', strength: 0.7 } as const;
  const made = await run(studio, source.id, { step, generation: { prompt: 'a red apple' } });
  expect(made.map(({ rank }) => rank?.position).toSorted()).toEqual([1, 2]);
  const kinds = made[0]?.rank?.parts.map(({ kind }) => kind);
  expect(kinds).toEqual(['prompt-match', 'direction', 'kept', 'diversity']);
  expect((await client.gallery.list({ limit: 10 })).total).toBe(1);
  expect(await client.gallery.counts()).toMatchObject({ all: 1, trash: 0 });

  const first = await client.edit.accept({ id: made[0]!.id });
  expect(first.edit).toMatchObject({ isAccepted: true, source: source.id, root: source.id, step });
  expect((await client.gallery.list({ limit: 10 })).total).toBe(2);
  const [second] = await run(studio, first.id, { step, generation: { prompt: 'a green apple' } });
  await client.edit.accept({ id: second!.id });
  const grown = { kind: 'grow', margins: { right: 40 } } as const;
  const [third] = await run(studio, source.id, { step: grown, generation: { prompt: 'grass' } });
  expect(third).toMatchObject({ width: WIDTH + 40, height: HEIGHT });
  await client.edit.accept({ id: third!.id });

  const shape = async (from: Studio, id: PictureId) => {
    const { root, pictures } = await from.client().edit.tree({ id });
    return [root, pictures.map((picture) => [picture.id, picture.edit?.source])];
  };
  const tree = await shape(studio, second!.id);
  expect(tree).toEqual([
    source.id,
    [
      [source.id, undefined],
      [first.id, source.id],
      [second!.id, first.id],
      [third!.id, source.id],
    ],
  ]);
  await close();
  for (const name of ['gallery.sqlite', 'gallery.sqlite-wal', 'gallery.sqlite-shm']) {
    rmSync(join(library, '.easel', name), { force: true });
  }
  const again = await openStudio({ host: 'cli', library, runsJobs: false });
  onTestFinished(() => again.close());
  await Array.fromAsync(await again.client().gallery.rebuild());
  expect(await shape(again, third!.id)).toEqual(tree);
  expect(await again.client().gallery.counts()).toMatchObject({ all: 4, trash: 0 });
});

test('the same step gives the same bytes, and more strength goes further from the picture', async () => {
  const { studio, source } = await open();
  const before = await pixelsOf(studio, source.id);
  const distance = async (strength: number): Promise<[number, string]> => {
    const step = { kind: 'words', strength } as const;
    const generation = { prompt: 'a red apple', checkpoint: 'spark', count: 1, steps: 8 };
    const [picture] = await run(studio, source.id, { step, generation });
    const after = await pixelsOf(studio, picture!.id);
    const sum = after.reduce((total, value, at) => total + Math.abs(value - (before[at] ?? 0)), 0);
    return [sum / after.length, picture!.sha256];
  };
  const [little, one] = await distance(0.2);
  const [much] = await distance(1);
  const [, other] = await distance(0.2);
  expect(other).toBe(one);
  expect(much).toBeGreaterThan(little);
});

test('an engine killed in mid-edit costs nothing that was finished, with a mask too', async () => {
  const { studio, folder, source } = await open();
  const client = studio.client();
  const { mask } = await client.edit.keepMask({ path: join(folder, 'mask.png') });
  const ask: EditRequest = {
    ...{ source: source.id, mask, step: { kind: 'words', strength: 0.8 } },
    generation: { prompt: 'a red apple', checkpoint: 'spark', count: 6, steps: 10, seed: 3 },
  };
  const outcome = async (killsAt: number) => {
    const job = await client.edit.submit(ask);
    const written = new Map<number, number>();
    let seen = 0;
    for await (const event of await client.jobs.watch({ jobId: job.id })) {
      if (event.type !== 'candidate') continue;
      seen += 1;
      if (seen > killsAt) continue;
      const { path } = await studio.media.picture(event.picture.id);
      written.set(event.index, statSync(path).mtimeMs);
      if (seen === killsAt) process.kill((await studio.enginePid())!, 'SIGKILL');
    }
    const { state, attempts, pictures } = await client.jobs.get({ id: job.id });
    expect(state).toBe('done');
    const made = await client.gallery.getMany({ ids: pictures.map((one) => one.pictureId) });
    for (const [index, time] of written) {
      const { path } = await studio.media.picture(made[index]!.id);
      expect(statSync(path).mtimeMs).toBe(time);
    }
    return { attempts, made, ranks: made.map(({ sha256, rank }) => ({ sha256, rank })) };
  };
  const disturbed = await outcome(4);
  expect(disturbed.attempts).toBeGreaterThan(1);
  const undisturbed = await outcome(0);
  expect(disturbed.ranks).toEqual(undisturbed.ranks);

  // Nobody took any but one: the others go, and the tree is whole.
  const taken = await client.edit.accept({ id: disturbed.made[0]!.id });
  expect(taken.edit?.judged).toBeUndefined();
  expect(await client.edit.clean({ olderThanDays: 7 })).toMatchObject({ removed: 0 });
  expect(await client.edit.clean({ olderThanDays: 0 })).toMatchObject({ removed: 11 });
  const { pictures } = await client.edit.tree({ id: source.id });
  expect(pictures.map(({ id }) => id)).toEqual([source.id, taken.id]);
  await expect(client.gallery.get({ id: undisturbed.made[0]!.id })).rejects.toMatchObject({
    code: 'picture.not-found',
  });
});

test('what cannot be done is told before anything is written', async () => {
  const { studio, folder, source } = await open();
  const { edit, jobs } = studio.client();
  const generation = { prompt: 'a red apple', checkpoint: 'tiny-spark' };
  const words = { kind: 'words' } as const;
  const refused = (request: EditRequest) => edit.submit(request).catch((error: unknown) => error);
  const ask = { source: source.id, step: words, generation };
  await sharp({ create: { width: 9, height: 9, channels: 3, background: '#000' } })
    .png()
    .toFile(join(folder, 'black.png'));
  const { mask } = await edit.keepMask({ path: join(folder, 'black.png') });
  for (const [request, code] of [
    [{ ...ask, mask }, 'edit.mask-empty'],
    [{ ...ask, mask: 'a'.repeat(64) as typeof mask }, 'edit.mask-not-found'],
    [{ ...ask, source: 'nowhere' as PictureId }, 'picture.not-found'],
    [{ ...ask, step: { kind: 'words', strength: 1.5 } }, 'generate.value-out-of-range'],
    [{ ...ask, step: { kind: 'grow', margins: {} } }, 'edit.nothing-to-grow'],
    [{ ...ask, generation: { ...generation, prompt: '' } }, 'prompt.empty'],
  ] as const) {
    expect(await refused(request)).toMatchObject({ code });
  }
  await expect(edit.accept({ id: source.id })).rejects.toMatchObject({ code: 'edit.no-candidate' });
  expect(await jobs.list({})).toEqual([]);
});

test('another manner is a step like the others: behind a mask, in the tree, by its own name', async () => {
  const { studio, folder, source } = await open();
  const client = studio.client();
  const { mask } = await client.edit.keepMask({ path: join(folder, 'mask.png') });
  const reference = { kind: 'made', name: 'van-gogh' } as const;
  const job = await client.edit.style({
    source: source.id,
    style: { reference },
    ...{ mask, feather: 4, count: 1 },
  });
  const events = await Array.fromAsync(await client.jobs.watch({ jobId: job.id }));
  expect(events.at(-1)).toMatchObject({ type: 'job', job: { state: 'done', kind: 'style' } });
  const { pictures } = await client.jobs.get({ id: job.id });
  const made = await client.edit.accept({ id: pictures[0]!.pictureId });
  expect(made).toMatchObject({
    ...{ width: WIDTH, height: HEIGHT },
    edit: { root: source.id, outsideDifference: 0, step: { kind: 'style', reference } },
  });
  expect(made.generation).toBeUndefined();
  expect(await pixelsOf(studio, made.id)).not.toEqual(await pixelsOf(studio, source.id));
  const { pictures: tree } = await client.edit.tree({ id: source.id });
  expect(tree.map(({ id }) => id)).toEqual([source.id, made.id]);
  const options = { format: 'png' as const };
  const [preview] = await client.gallery.previewExport({ ids: [made.id], options });
  expect(preview?.name).toMatch(/van-gogh/);
});

test('a manner comes in finer and larger strokes, ranked by what is kept and what is taken', async () => {
  const { studio, folder, source } = await open();
  const client = studio.client();
  const small = join(folder, 'stripes.png');
  const stripes = [0, 8, 16, 24, 32].map((y) => `<rect y="${y}" width="40" height="4"/>`).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="#e33"/>${stripes}</svg>`;
  await sharp(Buffer.from(svg)).png().toFile(small);
  const [reference] = (await client.gallery.importFiles({ paths: [small] })).pictures;
  const job = await client.edit.style({
    source: source.id,
    style: { reference: { kind: 'picture', id: reference!.id }, strength: 0.3, seed: 7 },
  });
  const events = await Array.fromAsync(await client.jobs.watch({ jobId: job.id }));
  expect(events.at(-1)).toMatchObject({ type: 'job', job: { state: 'done', count: 3 } });
  const { pictures } = await client.jobs.get({ id: job.id });
  const made = await client.gallery.getMany({ ids: pictures.map(({ pictureId }) => pictureId) });
  expect(made.map(({ rank }) => rank?.position).toSorted()).toEqual([1, 2, 3]);
  for (const { rank, edit } of made) {
    expect(rank?.parts.map(({ kind }) => kind)).toEqual(['kept', 'reference']);
    expect(rank?.score).toBeCloseTo(
      rank!.parts.reduce((sum, { value }) => sum + value, 0),
      6,
    );
    const [kept, taken] = edit?.judged?.aspects ?? [];
    expect(kept?.raw).toBeGreaterThan(0);
    expect(taken?.raw).toBeGreaterThan(0);
  }
  const strokes = made.map(({ edit }) => edit?.step.kind === 'style' && edit.step.strokeSize);
  expect(strokes).toEqual([1, 0.7, 1.4]);
  const scores = made.toSorted((a, b) => a.rank!.position - b.rank!.position);
  expect(scores[0]!.rank!.score).toBeGreaterThan(scores[2]!.rank!.score);
});

test('an engine killed in the middle of a manner is asked again, and gives the same picture', async () => {
  const { studio, folder, source } = await open();
  const client = studio.client();
  const small = join(folder, 'small.png');
  await sharp(join(folder, 'photo.png')).resize(40).png().toFile(small);
  const [reference] = (await client.gallery.importFiles({ paths: [small] })).pictures;
  const outcome = async (isDisturbed: boolean) => {
    const job = await client.edit.style({
      source: source.id,
      style: { reference: { kind: 'picture', id: reference!.id }, strength: 0.3 },
      count: 1,
    });
    let isKilled = false;
    for await (const event of await client.jobs.watch({ jobId: job.id })) {
      if (!isDisturbed || isKilled || event.type !== 'progress') continue;
      isKilled = true;
      process.kill((await studio.enginePid())!, 'SIGKILL');
    }
    const { state, attempts, pictures } = await client.jobs.get({ id: job.id });
    expect(state).toBe('done');
    expect(attempts > 1).toBe(isDisturbed);
    expect(pictures).toHaveLength(1);
    return client.edit.accept({ id: pictures[0]!.pictureId });
  };
  const [disturbed, undisturbed] = [await outcome(true), await outcome(false)];
  expect(await pixelsOf(studio, disturbed.id)).toEqual(await pixelsOf(studio, undisturbed.id));
  const { pictures } = await client.edit.tree({ id: source.id });
  expect(pictures.map(({ id }) => id)).toEqual([source.id, disturbed.id, undisturbed.id]);
});

test('files of every kind are changed in their right colours, or refused by name', async () => {
  const { studio, folder } = await open();
  const client = studio.client();
  const { mask } = await client.edit.keepMask({ path: join(folder, 'mask.png') });
  const data = Uint8Array.from({ length: 64 * 48 * 3 }, (_, at) => (at * 31 + (at % 7)) % 253);
  const picture = () => sharp(data, { raw: { width: 64, height: 48, channels: 3 } }).blur(2);
  const frames = await Promise.all(
    ['#f00', '#0f0'].map((background) =>
      sharp({ create: { width: 64, height: 48, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const clear = { r: 9, g: 9, b: 9, alpha: 0 };
  const files = {
    'wide.png': picture().withIccProfile('p3').png(),
    'deep.png': picture().toColourspace('rgb16').png(),
    'deep-and-wide.tiff': picture().toColourspace('rgb16').withIccProfile('p3').tiff(),
    'print.jpg': picture().toColourspace('cmyk').withIccProfile('cmyk').jpeg(),
    'side.jpg': picture().withMetadata({ orientation: 6 }).jpeg(),
    'moving.gif': sharp(frames, { join: { animated: true } }).gif(),
    'clear.png': sharp({ create: { width: 64, height: 48, channels: 4, background: clear } }).png(),
  };
  for (const [name, file] of Object.entries(files)) {
    const path = join(folder, name);
    await file.toFile(path);
    const original = readFileSync(path);
    const [source] = (await client.gallery.importFiles({ paths: [path] })).pictures;
    const [made] = await run(studio, source!.id, {
      ...{ mask, step: { kind: 'words', strength: 1 } },
      generation: { prompt: 'a red apple', count: 1, steps: 1 },
    });
    expect([name, made!.width, made!.height]).toEqual([name, source!.width, source!.height]);
    expect(made!.edit?.outsideDifference).toBe(0);
    const kept = (await studio.media.picture(source!.id)).path;
    await expectOwnColours(kept, (await studio.media.picture(made!.id)).path);
    // A manner goes the same way; of no strength, so that nothing is waited for.
    const reference = { kind: 'made', name: 'ink' } as const;
    const style = { reference, strength: 0 };
    const job = await client.edit.style({ source: source!.id, style, mask, count: 1 });
    await Array.fromAsync(await client.jobs.watch({ jobId: job.id }));
    const [styled] = (await client.jobs.get({ id: job.id })).pictures;
    await expectOwnColours(kept, (await studio.media.picture(styled!.pictureId)).path);
    expect(readFileSync(kept)).toEqual(original);
  }
});

/** In the colour space and depth of the original where those are RGB's, else in sRGB. */
async function expectOwnColours(original: string, made: string): Promise<void> {
  const [was, now] = [await openRaw(original), await openRaw(made)];
  expect([now.most, now.profile]).toEqual([was.most, was.profile]);
  // A corner, where no mask was: to the bit.
  expect(now.data.slice(0, 4)).toEqual(was.data.slice(0, 4));
  if (was.profile === undefined) {
    expect(readFileSync(made).indexOf('sRGB', 0, 'latin1')).toBeGreaterThan(0);
  }
}

test('a file that was damaged after it came in is told by name, and stays as it is', async () => {
  const { studio, source } = await open();
  const client = studio.client();
  const { path } = await studio.media.picture(source.id);
  const damaged = readFileSync(path).subarray(0, 900);
  writeFileSync(path, damaged);
  const words = await client.edit.submit({
    ...{ source: source.id, step: { kind: 'words', strength: 1 } },
    generation: { prompt: 'a red apple', checkpoint: 'tiny-spark', count: 1, steps: 1 },
  });
  const reference = { kind: 'made', name: 'ink' } as const;
  const style = await client.edit.style({ source: source.id, style: { reference }, count: 1 });
  for (const { id } of [words, style]) {
    const events = await Array.fromAsync(await client.jobs.watch({ jobId: id }));
    expect(events.at(-1)).toMatchObject({
      job: { state: 'failed', error: { code: 'picture.unreadable' }, pictures: [] },
    });
  }
  expect(readFileSync(path)).toEqual(damaged);
});

test('a thing is found by words in either language, and its mask serves an edit', async () => {
  const { studio, folder } = await open();
  const client = studio.client();
  const disc =
    '<svg width="150" height="150"><circle cx="75" cy="75" r="70" fill="#e02020"/></svg>';
  const star =
    '<svg width="150" height="150"><path fill="#f4c430" d="M75 4 93 55h54l-43 32 16 52-45-31-45 31 16-52L3 55h54z"/></svg>';
  const path = join(folder, 'two.png');
  await sharp({ create: { width: 512, height: 320, channels: 3, background: '#b8cbe0' } })
    .composite([
      { input: Buffer.from(disc), left: 30, top: 60 },
      { input: Buffer.from(star), left: 320, top: 110 },
    ])
    .png()
    .toFile(path);
  const [picture] = (await client.gallery.importFiles({ paths: [path] })).pictures;
  const id = picture!.id;
  const { found } = await client.words.find({
    id,
    words: ['yellow star', '黄色星星'],
    checkpoint: 'spark',
  });
  expect(found).toHaveLength(2);
  for (const { boxes, mask } of found) {
    const [best] = boxes;
    expect(best?.left).toBeGreaterThan(0.55);
    expect(best?.left).toBeLessThan(0.7);
    expect(best?.width).toBeLessThan(0.4);
    expect(mask).toMatch(/^[0-9a-f]{64}$/);
  }
  const step = { kind: 'words', strength: 1 } as const;
  const generation = { prompt: 'a red apple', count: 1 };
  const [made] = await run(studio, id, { step, mask: found[0]!.mask!, generation });
  expect(made?.edit?.outsideDifference).toBe(0);
  await expect(client.words.find({ id, words: [' '] })).rejects.toMatchObject({
    code: 'explain.no-words',
  });
});
