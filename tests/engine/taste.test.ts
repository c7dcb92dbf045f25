/** A taste from the first choice to a ranking, with the shipped CLIP. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { INDEX_FILE } from '#main/studio/library-switch.ts';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

/** Discs from blue to red. */
const COUNT = 24;

/** May be closed before the test is over. */
async function open(library: string): Promise<Studio> {
  const studio = await openStudio({ host: 'cli', library });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= studio.close());
  onTestFinished(close);
  return { ...studio, close };
}

async function studioWithDiscs(): Promise<{ studio: Studio; library: string; home: string }> {
  const [home, library, files] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  vi.stubEnv('EASEL_HOME', home);
  mkdirSync(join(files, 'in'));
  const paths = Array.from({ length: COUNT }, async (_, at) => {
    const red = Math.round((255 * at) / (COUNT - 1));
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><circle cx="${28 + (at % 8)}" cy="32" r="${16 + (at % 5) * 3}" fill="rgb(${red},60,${255 - red})"/></svg>`;
    const path = join(files, 'in', `${String(at).padStart(2, '0')}.png`);
    await sharp(Buffer.from(svg)).png().toFile(path);
    return path;
  });
  const studio = await open(library);
  const client = studio.client();
  await client.gallery.importFiles({ paths: await Promise.all(paths) });
  await Array.fromAsync(await client.gallery.embedMissing());
  return { studio, library, home };
}

test('choices become a ranking that says so, and are forgotten in one step', async () => {
  const { studio, library, home } = await studioWithDiscs();
  const client = studio.client();
  const redness = new Map<PictureId, number>();
  for (const { id, sourceName } of (await client.gallery.list({})).pictures) {
    redness.set(id, Number.parseInt(sourceName ?? '0', 10));
  }
  const { id } = await client.taste.create({ name: 'warm', usesRatings: false });
  await expect(client.taste.train({ id })).rejects.toMatchObject({ code: 'taste.too-few-picks' });
  await expect(client.taste.undo({ id })).rejects.toMatchObject({ code: 'taste.nothing-to-undo' });

  async function choose(count: number): Promise<void> {
    for (let done = 0; done < count; done += 1) {
      const { pair } = await client.taste.next({ id });
      const { left, right } = pair!;
      const choice = redness.get(left)! > redness.get(right)! ? 'left' : 'right';
      await client.taste.pick({ id, left, right, choice });
    }
  }
  await choose(20);
  const { pair } = await client.taste.next({ id });
  await client.taste.pick({ id, ...pair!, choice: 'skip' });
  expect((await client.taste.undo({ id })).pair).toEqual(pair);
  const learnt = await client.taste.train({ id });
  expect(learnt).toMatchObject({ picks: 20, state: 'ready' });
  expect(learnt.learnt!.heldOut!.value).toBeGreaterThan(0.7);

  // It counts where it is used, as a part of the sum.
  const ids = [...redness.keys()];
  const ask = { prompt: 'a circle', ids, diversity: 0 };
  const plain = await client.rank.pictures(ask);
  expect(plain.ranking[0]!.parts.map(({ kind }) => kind)).not.toContain('taste');
  await client.taste.use({ profile: id, weight: 0.9 });
  const { ranking } = await client.rank.pictures(ask);
  for (const { parts, score } of ranking) {
    expect(parts.map(({ kind }) => kind)).toContain('taste');
    expect(parts.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(score, 6);
  }
  const rednessOf = (place: number): number => redness.get(ids[ranking.at(place)!.index]!)!;
  expect(rednessOf(0)).toBeGreaterThan(rednessOf(-1) + COUNT / 2);
  expect(await client.rank.pictures({ ...ask, taste: 'none' })).toEqual(plain);
  await expect(client.rank.pictures({ ...ask, taste: 'cold' })).rejects.toMatchObject({
    code: 'taste.not-found',
  });
  const reddest = ids.find((one) => redness.get(one) === COUNT - 1)!;
  const reason = await client.taste.explain({ id, picture: reddest });
  expect(reason.chance).toBeGreaterThan(0.6);
  expect(redness.get(reason.liked[0]!.id)).toBeGreaterThan(COUNT / 2);

  // A file for somebody else, without anything of the pictures.
  const { base64, fileName } = await client.taste.export({ id });
  expect(fileName).toBe('warm.safetensors');
  expect(Buffer.from(base64, 'base64').toString('latin1')).not.toContain(reddest);
  const twin = await client.taste.import({ base64 });
  expect(twin).toMatchObject({ name: 'warm 2', isImported: true, state: 'ready', picks: 0 });
  await client.taste.remove({ id: twin.id });

  // The files are the profile: an index made anew changes nothing.
  await studio.close();
  rmSync(join(library, '.easel', INDEX_FILE));
  const again = await open(library);
  await Array.fromAsync(await again.client().gallery.rebuild());
  const list = await again.client().taste.list();
  expect(list.profiles).toMatchObject([{ id, picks: 20, state: 'ready' }]);
  expect(list.active).toEqual({ profile: id, weight: 0.9 });

  // Forgotten: no file of the library or of Easel's home names it any more.
  await again.client().taste.remove({ id });
  expect(await again.client().taste.list()).toEqual({ profiles: [] });
  await again.close();
  for (const folder of [library, home]) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = readFileSync(join(entry.parentPath, entry.name)).toString('latin1');
      expect(`${entry.parentPath}/${entry.name} ${content}`).not.toContain(id);
    }
  }
}, 120_000);
