/** Adjustments from the request to a node of the tree, and what is refused before anything is read. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import type { Adjustment } from '#shared/domain/adjustment.ts';
import type { AdjustRequest } from '#shared/domain/edit.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

async function open(): Promise<{ studio: Studio; library: string; source: Picture }> {
  const library = temporaryFolder();
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const studio = await openStudio({ host: 'cli', library, runsJobs: false });
  onTestFinished(() => studio.close());
  const path = join(temporaryFolder(), 'Holiday at sea.png');
  const create = { width: 160, height: 100, channels: 3 as const, background: '#406080' };
  await sharp({ create }).png().toFile(path);
  const { pictures } = await studio.client().gallery.importFiles({ paths: [path] });
  return { studio, library, source: pictures[0]! };
}

const lighter: Adjustment = { tone: { exposure: 0.5 } };

test('an adjustment is a node at once, with its settings, and can be gone on from', async () => {
  const { studio, source } = await open();
  const { edit, gallery } = studio.client();
  const first = await edit.adjust({ source: source.id, adjustment: lighter });
  expect(first).toMatchObject({
    ...{ width: 160, height: 100, hasAlpha: false },
    edit: { isAccepted: true, source: source.id, step: { kind: 'adjust', ...lighter } },
  });
  const geometry = { isMirrored: false, turns: 1, angle: 0 };
  const second = await edit.adjust({
    source: first.id,
    adjustment: { tone: { radius: 3 }, geometry, enlarge: 2 },
  });
  expect(second).toMatchObject({ width: 200, height: 320 });
  // How far sharpening reaches says nothing where nothing is sharpened.
  // Of one colour is drawn.
  const step = { kind: 'adjust', tone: {}, geometry, enlarge: 2, isByNetwork: true };
  expect(second.edit?.step).toEqual(step);
  const { root, pictures } = await edit.tree({ id: second.id });
  expect([root, pictures.map(({ id }) => id)]).toEqual([
    source.id,
    [source.id, first.id, second.id],
  ]);
  expect((await gallery.list({ limit: 10 })).total).toBe(3);
  const { path } = await studio.media.picture(first.id);
  expect(path).toMatch(/holiday-at-sea-\w{8}\.png$/);
  expect(readFileSync(path, 'latin1')).toContain('algorithmicallyEnhanced');
  await Array.fromAsync(await gallery.rebuild());
  expect(await gallery.get({ id: second.id })).toEqual(second);
});

test('what cannot be done is told, and leaves nothing behind', async () => {
  const { studio, library, source } = await open();
  const { edit, gallery } = studio.client();
  const black = join(temporaryFolder(), 'black.png');
  await sharp({ create: { width: 9, height: 9, channels: 3, background: '#000' } }).toFile(black);
  const { mask } = await edit.keepMask({ path: black });
  const ask: AdjustRequest = { source: source.id, adjustment: lighter };
  for (const [request, code] of [
    [{ ...ask, adjustment: { tone: {} } }, 'edit.nothing-to-adjust'],
    [{ ...ask, adjustment: { tone: { exposure: 9 } } }, 'generate.value-out-of-range'],
    [{ ...ask, adjustment: { tone: { black: 200, white: 100 } } }, 'generate.value-out-of-range'],
    [{ ...ask, mask }, 'edit.mask-empty'],
    [{ ...ask, mask: 'b'.repeat(64) as typeof mask }, 'edit.mask-not-found'],
    [{ ...ask, adjustment: { tone: {}, background: { of: 'mask', mask } } }, 'edit.mask-empty'],
    [
      { ...ask, adjustment: { tone: {}, background: { of: 'ground', tolerance: 0.3 } } },
      'edit.nothing-left',
    ],
    [{ ...ask, source: 'nowhere' as typeof source.id }, 'picture.not-found'],
  ] as const) {
    await expect(edit.adjust(request)).rejects.toMatchObject({ code });
  }
  const { path } = await studio.media.picture(source.id);
  writeFileSync(path, readFileSync(path).subarray(0, 90));
  await expect(edit.adjust(ask)).rejects.toMatchObject({ code: 'picture.unreadable' });
  const stopped = edit.adjust(ask, { signal: AbortSignal.abort() });
  await expect(stopped).rejects.toThrow();
  expect((await gallery.list({ limit: 10 })).total).toBe(1);
  const files = readdirSync(join(library, 'pictures'), { recursive: true }).map(String);
  expect(files.filter((name) => /\.(png|tmp)$/.test(name))).toHaveLength(1);
  expect(existsSync(path)).toBe(true);
});

test('pictures too large to be enlarged are refused; one that a crop makes small is not', async () => {
  const { studio, source } = await open();
  const { edit, gallery } = studio.client();
  const big = join(temporaryFolder(), 'big.png');
  await sharp({ create: { width: 9000, height: 200, channels: 3, background: '#888' } }).toFile(
    big,
  );
  const [wide] = (await gallery.importFiles({ paths: [big] })).pictures;
  const adjustment: Adjustment = { tone: {}, enlarge: 2 };
  await expect(edit.adjust({ source: wide!.id, adjustment })).rejects.toMatchObject({
    code: 'edit.too-large',
  });
  const crop = { left: 0, top: 0, width: 0.01, height: 0.5 };
  const geometry = { isMirrored: false, turns: 0, angle: 0, crop };
  const made = await edit.adjust({ source: wide!.id, adjustment: { ...adjustment, geometry } });
  expect(made).toMatchObject({ width: 180, height: 200 });
  expect(source.width).toBe(160);
});

test('drawings are enlarged by the network and say so, photographs by resampling', async () => {
  const { studio } = await open();
  const { edit, gallery } = studio.client();
  const disc = '<svg width="60" height="60"><circle cx="30" cy="30" r="24" fill="#c22"/></svg>';
  const drawn = join(temporaryFolder(), 'drawn.png');
  await sharp(Buffer.from(disc)).toColourspace('rgb16').withIccProfile('p3').png().toFile(drawn);
  const noise = Uint8Array.from({ length: 60 * 60 * 3 }, (_, at) => (at * 7919) % 251);
  const seen = join(temporaryFolder(), 'seen.png');
  await sharp(noise, { raw: { width: 60, height: 60, channels: 3 } }).toFile(seen);
  const { pictures } = await gallery.importFiles({ paths: [drawn, seen] });
  const adjustment: Adjustment = { tone: { saturation: 10 }, enlarge: 4 };
  const made = await Promise.all(
    pictures.map(({ id: source }) => edit.adjust({ source, adjustment })),
  );
  expect(made.map(({ width, height }) => [width, height])).toEqual([
    [240, 240],
    [240, 240],
  ]);
  expect(made.map(({ edit: record }) => record?.step)).toEqual([
    { kind: 'adjust', ...adjustment, isByNetwork: true },
    { kind: 'adjust', ...adjustment },
  ]);
  const [byNetwork, byResampling] = await Promise.all(
    made.map(async ({ id }) => (await studio.media.picture(id)).path),
  );
  expect(readFileSync(byNetwork!, 'latin1')).toContain('compositeWithTrainedAlgorithmicMedia');
  expect(readFileSync(byResampling!, 'latin1')).toContain('algorithmicallyEnhanced');
  // Its colours and its depth are those of the file.
  const [was, now] = [await sharp(drawn).metadata(), await sharp(byNetwork).metadata()];
  expect([now.depth, now.icc]).toEqual([was.depth, was.icc]);
});
