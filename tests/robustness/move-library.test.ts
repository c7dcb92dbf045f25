/** A library on its way to another folder: nothing is lost, whatever happens on the way. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import { Mt19937 } from '#shared/numeric/mt19937.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const HOST = join(import.meta.dirname, '../support/moving-host.ts');
const random = new Mt19937(99);

async function noise(folder: string, name: string, side: number): Promise<string> {
  const path = join(folder, name);
  const pixels = Uint8Array.from({ length: side * side * 3 }, () => random.nextUint32());
  const raw = { width: side, height: side, channels: 3 } as const;
  await sharp(pixels, { raw }).png({ compressionLevel: 0 }).toFile(path);
  return path;
}

async function filled(library: string, count: number, side = 48): Promise<void> {
  const source = temporaryFolder();
  const paths = await Promise.all(
    Array.from({ length: count }, (_, at) => noise(source, `n${at}.png`, side)),
  );
  const studio = await openStudio({ host: 'cli', library, runsJobs: false });
  const client = studio.client();
  const { pictures } = await client.gallery.importFiles({ paths });
  const ids = pictures.map((picture) => picture.id);
  const { id } = await client.gallery.boards.create({ name: 'Kept' });
  await client.gallery.boards.add({ id, ids: ids.slice(0, 5) });
  await client.gallery.update({ ids: ids.slice(0, 3), rating: 5 });
  await client.gallery.trash({ ids: ids.slice(-2) });
  await client.generate.submit({ prompt: 'waits', count: 1 });
  await studio.close();
}

/** What a person would miss. */
async function contentOf(studio: Studio): Promise<unknown> {
  const client = studio.client();
  const [here, trash] = await Promise.all([
    client.gallery.list({ limit: 1000 }),
    client.gallery.list({ limit: 1000, inTrash: true }),
  ]);
  for (const { id, sha256 } of [...here.pictures, ...trash.pictures]) {
    const { path } = await studio.media.picture(id);
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(sha256);
  }
  const jobs = await client.jobs.list({});
  return [
    here,
    trash,
    await client.gallery.boards.list(),
    jobs.map(({ id, state }) => [id, state]),
  ];
}

async function opened(library: string): Promise<Studio> {
  const studio = await openStudio({ host: 'cli', library, runsJobs: false });
  onTestFinished(() => studio.close());
  return studio;
}

async function phasesOf(studio: Studio, folder: string, removesOld = false): Promise<string[]> {
  const events = await studio.client().library.move({ folder, removesOld });
  return (await Array.fromAsync(events)).map(({ phase }) => phase);
}

test('a library that moves is the same one at its new place, at once and at the next start', async () => {
  const home = temporaryFolder();
  vi.stubEnv('EASEL_HOME', home);
  const library = join(temporaryFolder(), 'old');
  const folder = join(temporaryFolder(), 'new', 'place');
  await filled(library, 12);
  const studio = await openStudio({ host: 'cli', library, runsJobs: false });
  const before = await contentOf(studio);
  const client = studio.client();
  const phases: string[] = [];
  let late = false;
  for await (const event of await client.library.move({ folder })) {
    phases.push(event.phase);
    if (late) continue;
    late = true;
    // Changed behind the copy's back, as a person may do all the while.
    const [one] = (await client.gallery.list({ text: 'n7' })).pictures;
    await client.gallery.update({ ids: [one!.id], addTags: ['late'] });
    await client.gallery.update({ ids: [one!.id], removeTags: ['late'] });
    await client.gallery.trash({ ids: [one!.id] });
    await client.gallery.restore({ ids: [one!.id] });
  }
  expect(phases.at(-1)).toBe('finished');
  expect((await client.library.info()).folder).toBe(folder);
  expect(await contentOf(studio)).toEqual(before);
  const [some] = (await client.gallery.list({})).pictures;
  expect((await studio.media.picture(some!.id)).path.startsWith(folder)).toBe(true);
  await client.gallery.update({ ids: [some!.id], addTags: ['after'] });
  await studio.close();
  expect(existsSync(join(library, 'pictures'))).toBe(true);

  const again = await opened(library);
  expect((await again.client().gallery.list({ tag: 'after' })).total).toBe(1);
  for await (const event of await again.client().gallery.rebuild()) {
    expect(event.problems).toEqual([]);
  }
  expect((await again.client().gallery.list({})).total).toBe(10);
}, 60_000);

test('the old folder goes when asked, all but what is not ours', async () => {
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const library = join(temporaryFolder(), 'old');
  const folder = join(temporaryFolder(), 'new');
  await filled(library, 3);
  writeFileSync(join(library, 'my notes.txt'), 'keep me');
  const studio = await opened(library);
  expect((await phasesOf(studio, folder, true)).slice(-2)).toEqual(['removing', 'finished']);
  expect(readdirSync(library)).toEqual(['my notes.txt']);
  // And back again, to where something lies now.
  await expect(phasesOf(studio, library)).rejects.toMatchObject({ code: 'library.move-not-empty' });
  rmSync(join(library, 'my notes.txt'));
  await phasesOf(studio, library);
  expect((await studio.client().library.info()).folder).toBe(library);
}, 60_000);

test('folders that cannot be are refused, and nothing has changed', async () => {
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const library = join(temporaryFolder(), 'old');
  await filled(library, 3);
  const studio = await opened(library);
  const full = temporaryFolder();
  writeFileSync(join(full, 'x'), '');
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  for (const [folder, code] of [
    [join(library, 'inside'), 'library.move-inside'],
    [join(library, '..'), 'library.move-inside'],
    [library, 'library.move-inside'],
    [full, 'library.move-not-empty'],
    [join(file, 'in a file'), 'library.not-writable'],
    ['/proc/easel', 'library.not-writable'],
  ] as const) {
    await expect(phasesOf(studio, folder), folder).rejects.toMatchObject({ code });
  }
  expect((await studio.client().library.info()).folder).toBe(library);
  expect(existsSync(join(library, 'inside'))).toBe(false);
  expect(readdirSync(full)).toEqual(['x']);
});

test('a move that is cancelled leaves the library where it is, and the copy is no library', async () => {
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const library = join(temporaryFolder(), 'old');
  const folder = join(temporaryFolder(), 'new');
  await filled(library, 8);
  const studio = await opened(library);
  const stop = new AbortController();
  const events = await studio.client().library.move({ folder }, { signal: stop.signal });
  await events.next();
  stop.abort();
  await expect(Array.fromAsync(events)).rejects.toBeDefined();
  expect((await studio.client().library.info()).folder).toBe(library);
  await expect(openStudio({ host: 'cli', library: folder })).rejects.toMatchObject({
    code: 'library.move-unfinished',
  });
  expect((await phasesOf(studio, folder)).at(-1)).toBe('finished');
});

test('a place that is gone is named instead of beginning anew', async () => {
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const library = join(temporaryFolder(), 'old');
  const folder = join(temporaryFolder(), 'new');
  await filled(library, 2);
  const studio = await openStudio({ host: 'cli', library, runsJobs: false });
  await phasesOf(studio, folder);
  await studio.close();
  rmSync(folder, { recursive: true });
  await expect(openStudio({ host: 'cli', library })).rejects.toMatchObject({
    code: 'library.moved-away',
    params: { folder },
  });
});

test('killed at any moment, the library is whole, and moving it again goes on', async () => {
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const library = join(temporaryFolder(), 'old');
  const folder = join(temporaryFolder(), 'new');
  mkdirSync(library);
  await filled(library, 90, 120);
  const first = await openStudio({ host: 'cli', library, runsJobs: false });
  const before = await contentOf(first);
  await first.close();

  let kills = 0;
  let mostMissing = 0;
  for (let isFinished = false; !isFinished && kills < 40;) {
    const host = spawn(process.execPath, [HOST, library, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(host, 'exit') as Promise<[number | null]>;
    let written = '';
    host.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()));
    await Promise.race([once(host.stdout, 'data'), exit]);
    // Later and later, so that every phase is met and the end is reached.
    await Promise.race([delay(random.nextUint32() % (60 + kills * 40)), exit]);
    host.kill('SIGKILL');
    const [code] = await exit;
    isFinished = code === 0 && written.includes('finished');
    if (!isFinished) kills += 1;
    const missing = Number(/copying \d+\/(\d+)/.exec(written)?.[1] ?? 0);
    mostMissing = Math.max(mostMissing, missing);

    const studio = await openStudio({ host: 'cli', library, runsJobs: false });
    expect([library, folder]).toContain((await studio.client().library.info()).folder);
    expect(await contentOf(studio)).toEqual(before);
    if ((await studio.client().library.info()).folder === folder) isFinished = true;
    await studio.close();
  }
  expect(kills).toBeGreaterThan(2);
  const last = await opened(library);
  expect((await last.client().library.info()).folder).toBe(folder);
}, 240_000);
