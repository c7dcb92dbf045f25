/** Imports, and what was added: kept whole, repaired, removed and brought back, on real disks. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openAdditionFolder } from '#main/adapters/disk/addition-folder.ts';
import { Additions } from '#main/core/checkpoints/additions.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { openDownloads, settled } from '#tests/support/download-parts.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { startTestHub } from '#tests/support/test-hub.ts';
import { pickles, safetensorsBytes } from '#tests/support/weight-bytes.ts';

const weights = safetensorsBytes(50_000);
const config = Buffer.from('{"_class_name": "UNet2DConditionModel"}\n');

async function studio() {
  const hub = await startTestHub({
    'painter/folder': {
      license: 'openrail++',
      files: {
        'model_index.json': { content: Buffer.from('{"_class_name": "StableDiffusionPipeline"}') },
        'unet/config.json': { content: config },
        'unet/diffusion_pytorch_model.safetensors': { content: weights, isLarge: true },
      },
    },
  });
  onTestFinished(() => hub.close());
  const parts = await openDownloads(temporaryFolder(), hub.endpoint);
  onTestFinished(() => parts.transfers.close());
  const additions = new Additions(openAdditionFolder(parts.folder), parts.transfers, {
    checkpoints: async () => [
      { id: 'folder', path: join(parts.folder, 'folder'), version: 'SD 1' },
    ],
    clips: async () => [],
    previewDecoders: async () => [],
    clipAdapters: async () => [],
    styleAdapters: async () => [],
    loras: async () => [],
  });
  return { ...parts, hub, additions };
}

function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'fine',
    (error: unknown) => (error instanceof EaselError ? error.code : String(error)),
  );
}

test('a folder is verified, and repaired by fetching only what is bad', async () => {
  const { downloads, transfers, additions, folder, hub } = await studio();
  const { id } = await downloads.download({ address: 'painter/folder' });
  expect(await settled(transfers, id)).toMatchObject({ state: 'done', license: 'openrail++' });
  expect(await additions.verify('folder')).toMatchObject({ files: 3 });
  const [addition] = (await additions.list()).additions;
  expect(addition).toMatchObject({
    name: 'folder',
    license: 'openrail++',
    checkpoints: ['folder'],
  });

  const path = join(folder, 'folder/unet/diffusion_pytorch_model.safetensors');
  const spoilt = Buffer.from(weights);
  spoilt[40_000]! ^= 1;
  writeFileSync(path, spoilt);
  const damage = additions.verify('folder');
  await expect(damage).rejects.toMatchObject({ code: 'addition.damaged', params: { n: 1 } });

  hub.requests.length = 0;
  const repair = await additions.repair('folder');
  expect(await settled(transfers, repair.id)).toMatchObject({ state: 'done', isRepair: true });
  expect(readFileSync(path).equals(weights)).toBe(true);
  expect(await additions.verify('folder')).toMatchObject({ files: 3 });
  expect(hub.requests.filter(({ at }) => at === 'hub')).toHaveLength(1);
  expect(await codeOf(additions.repair('folder'))).toBe('addition.is-whole');
});

test('what is removed can be brought back until the trash is emptied', async () => {
  const { downloads, transfers, additions, folder } = await studio();
  const { id } = await downloads.download({ address: 'painter/folder' });
  await settled(transfers, id);
  await additions.remove('folder');
  expect(existsSync(join(folder, 'folder'))).toBe(false);
  expect((await additions.list()).trash).toMatchObject({ count: 1 });
  await additions.restore('folder');
  expect(await additions.verify('folder')).toMatchObject({ files: 3 });

  await additions.remove('folder');
  await additions.emptyTrash();
  expect((await additions.list()).trash).toEqual({ count: 0, bytes: 0 });
  expect(await codeOf(additions.restore('folder'))).toBe('addition.not-found');
  expect(await codeOf(additions.remove('folder'))).toBe('addition.not-found');
});

test('a file of this machine is taken in without a second copy, and never written to', async () => {
  const { imports, transfers, additions, folder } = await studio();
  const place = temporaryFolder();
  const file = join(place, 'My style.safetensors');
  writeFileSync(file, weights);
  const { id } = await imports.import(file);
  expect(await settled(transfers, id)).toMatchObject({ state: 'done', name: 'My style' });
  const taken = join(folder, 'My style/My style.safetensors');
  expect(statSync(taken).ino).toBe(statSync(file).ino);
  expect(await additions.verify('My style')).toMatchObject({ files: 1, bytes: weights.length });
  expect(await codeOf(imports.import(file))).toBe('transfer.already-there');
  await additions.remove('My style');
  await additions.emptyTrash();
  expect(readFileSync(file).equals(weights)).toBe(true);
});

test('a folder of this machine comes with what belongs to it and nothing else', async () => {
  const { imports, transfers, folder } = await studio();
  const place = join(temporaryFolder(), 'painting');
  mkdirSync(join(place, 'unet'), { recursive: true });
  writeFileSync(join(place, 'model_index.json'), '{}');
  writeFileSync(join(place, 'unet/model.safetensors'), weights);
  writeFileSync(join(place, 'unet/model.bin'), pickles['zip'] ?? '');
  writeFileSync(join(place, 'run.py'), 'print(1)');
  const { id } = await imports.import(place);
  expect(await settled(transfers, id)).toMatchObject({ state: 'done' });
  const names = readdirSync(join(folder, 'painting'), { recursive: true }).map(String).toSorted();
  expect(names).toEqual([
    'easel-origin.json',
    'model_index.json',
    'unet',
    'unet/model.safetensors',
  ]);
});

test('what is no weights is told in words', async () => {
  const { imports, transfers, folder } = await studio();
  const place = temporaryFolder();
  writeFileSync(join(place, 'trap.safetensors'), pickles['zip'] ?? '');
  writeFileSync(join(place, 'old.ckpt'), pickles['bare'] ?? '');
  const { id } = await imports.import(join(place, 'trap.safetensors'));
  expect(await settled(transfers, id)).toMatchObject({ error: { code: 'transfer.not-weights' } });
  expect(existsSync(join(folder, 'trap'))).toBe(false);
  expect(readFileSync(join(place, 'trap.safetensors')).equals(pickles['zip']!)).toBe(true);
  expect(await codeOf(imports.import(join(place, 'old.ckpt')))).toBe('transfer.nothing-usable');
  expect(await codeOf(imports.import(join(place, 'none')))).toBe('transfer.source-missing');
});
