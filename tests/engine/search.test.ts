/** Finding pictures by what they show, with the shipped CLIP. */
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import sharp from 'sharp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { INDEX_FILE } from '#main/studio/library-switch.ts';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

/** A disc of one colour on white; even a small CLIP knows colours. */
async function disc(folder: string, name: string, colour: string): Promise<string> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="white"/><circle cx="48" cy="48" r="36" fill="${colour}"/></svg>`;
  const path = join(folder, `${name}.png`);
  await sharp(Buffer.from(svg)).png().toFile(path);
  return path;
}

async function studioWith(
  colours: Readonly<Record<string, string>>,
  runsJobs = true,
): Promise<Studio> {
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const studio = await openStudio({ host: 'cli', library: temporaryFolder(), runsJobs });
  onTestFinished(() => studio.close());
  await importDiscs(studio, colours);
  return studio;
}

async function importDiscs(
  studio: Studio,
  colours: Readonly<Record<string, string>>,
): Promise<void> {
  const folder = join(temporaryFolder(), 'in');
  mkdirSync(folder);
  const paths = await Promise.all(
    Object.entries(colours).map(([name, colour]) => disc(folder, name, colour)),
  );
  await studio.client().gallery.importFiles({ paths });
}

async function namesBy(studio: Studio, query: object): Promise<(string | undefined)[]> {
  const { pictures } = await studio.client().gallery.list(query);
  return pictures.map((picture) => picture.sourceName);
}

test('imports are found by words and by likeness, within the other filters', async () => {
  const studio = await studioWith({
    ...{ red: '#d02020', crimson: '#b01030', blue: '#2030d0', navy: '#102090', green: '#20a030' },
  });
  const client = studio.client();
  await vi.waitFor(
    async () => {
      expect(await namesBy(studio, { meaning: 'blue' })).toHaveLength(5);
    },
    { timeout: 60_000, interval: 200 },
  );
  const blue = await namesBy(studio, { meaning: 'a blue circle' });
  expect(new Set(blue.slice(0, 2))).toEqual(new Set(['blue.png', 'navy.png']));
  expect(await namesBy(studio, { meaning: '  ' })).toHaveLength(5);

  const [red] = (await client.gallery.list({ text: 'red' })).pictures;
  const like = await namesBy(studio, { similarTo: red!.id });
  expect([like[0], like.length]).toEqual(['crimson.png', 4]);
  expect(await namesBy(studio, { similarTo: red!.id, text: 'navy' })).toEqual(['navy.png']);

  // Pages meet without gap, and the outline is the same order.
  const pages: (string | undefined)[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.gallery.list({ similarTo: red!.id, limit: 3, cursor });
    pages.push(...page.pictures.map((picture) => picture.sourceName));
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(pages).toEqual(like);
  const outline = await client.gallery.outline({ similarTo: red!.id });
  expect(outline).toMatchObject({ total: 4, ratios: [1, 1, 1, 1] });

  // The trash is not looked through, and what is gone for good is gone.
  const [crimson] = (await client.gallery.list({ text: 'crimson' })).pictures;
  await client.gallery.trash({ ids: [crimson!.id] });
  expect(await namesBy(studio, { similarTo: red!.id })).not.toContain('crimson.png');
  await client.gallery.emptyTrash();
  expect(await namesBy(studio, { meaning: 'red' })).toHaveLength(4);
});

test('a picture from outside finds its like and is not kept', async () => {
  const studio = await studioWith({ red: '#d02020', blue: '#2030d0' });
  const [, path] = await Promise.all([
    studio.client().gallery.list({}),
    disc(temporaryFolder(), 'outside', '#2038c8'),
  ]);
  const body = (): Readable => Readable.from(readFileSync(path), { objectMode: false });
  const { key } = await studio.media.similarUpload(body(), 'outside.png');
  await vi.waitFor(
    async () => {
      const found = await namesBy(studio, { similarToUpload: key });
      expect(found).toEqual(['blue.png', 'red.png']);
    },
    { timeout: 60_000, interval: 200 },
  );
  expect((await studio.client().gallery.list({})).total).toBe(2);
  await expect(namesBy(studio, { similarToUpload: 'u0' })).rejects.toMatchObject({
    code: 'search.picture-gone',
  });
});

test('a search is answered while a generation runs, and embedding waits for its end', async () => {
  const studio = await studioWith({ red: '#d02020' });
  const client = studio.client();
  await vi.waitFor(
    async () => {
      expect(await namesBy(studio, { meaning: 'red' })).toHaveLength(1);
    },
    { timeout: 60_000, interval: 200 },
  );
  const { id } = await client.generate.submit({ prompt: 'a red apple', count: 64, steps: 100 });
  for await (const event of await client.jobs.watch({ jobId: id })) {
    if (event.type !== 'progress' || event.progress.phase !== 'denoising') continue;
    const copy = join(temporaryFolder(), 'late.png');
    copyFileSync('tests/fixtures/recall/a1111.png', copy);
    await client.gallery.importFiles({ paths: [copy] });
    // Words nobody has asked for before: the engine must answer between two steps.
    expect(await namesBy(studio, { meaning: 'a shiny fruit' })).toEqual(['red.png']);
    expect((await client.jobs.get({ id })).state).toBe('running');
    await client.jobs.cancel({ id });
    break;
  }
  await vi.waitFor(
    async () => {
      expect(await namesBy(studio, { meaning: 'red' })).toContain('late.png');
    },
    { timeout: 60_000, interval: 200 },
  );
});

test('ranking library pictures uses what is known of them', async () => {
  const studio = await studioWith({ red: '#d02020', blue: '#2030d0' });
  const client = studio.client();
  const { ids } = await client.gallery.outline({});
  const first = await client.rank.pictures({ prompt: 'red', ids });
  // Without their files nothing could be embedded anew.
  for (const id of ids) rmSync((await studio.media.picture(id)).path);
  const again = await client.rank.pictures({ prompt: 'red', ids });
  expect(again.ranking.map(({ index }) => index)).toEqual(first.ranking.map(({ index }) => index));
});

test('a host that does not stay embeds when it is asked to', async () => {
  const studio = await studioWith({ red: '#d02020', blue: '#2030d0' }, false);
  expect(await namesBy(studio, { meaning: 'blue' })).toEqual([]);
  const told = await Array.fromAsync(await studio.client().gallery.embedMissing());
  expect(told.at(-1)).toEqual({ done: 2, total: 2, isFinished: true });
  expect((await namesBy(studio, { meaning: 'blue' }))[0]).toBe('blue.png');
  const again = await Array.fromAsync(await studio.client().gallery.embedMissing());
  expect(again).toEqual([{ done: 0, total: 0, isFinished: true }]);
});

test('after a change of the CLIP, what the old one saw is looked at anew', async () => {
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const library = temporaryFolder();
  const before = await openStudio({ host: 'cli', library, runsJobs: false });
  await importDiscs(before, { red: '#d02020', blue: '#2030d0' });
  await Array.fromAsync(await before.client().gallery.embedMissing());
  await before.close();
  // As another version's CLIP left it: numbers that mean nothing to this one.
  const index = new DatabaseSync(join(library, '.easel', INDEX_FILE));
  const old = `UPDATE embeddings SET space = 'older', vector = zeroblob(length(vector))`;
  expect(index.prepare(old).run().changes).toBe(2);
  index.close();
  const after = await openStudio({ host: 'cli', library, runsJobs: true });
  onTestFinished(() => after.close());
  await vi.waitFor(
    async () => {
      const found = await namesBy(after, { meaning: 'a blue circle' });
      expect(found).toEqual(['blue.png', 'red.png']);
    },
    { timeout: 60_000, interval: 200 },
  );
});
