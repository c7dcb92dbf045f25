/** Generations that pictures have a part in, from the request to the record in the file. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import type { GenerationRequest } from '#shared/domain/generation.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

async function open(): Promise<{ studio: Studio; id: PictureId; sha256: string }> {
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const studio = await openStudio({ host: 'cli', library: temporaryFolder(), runsJobs: true });
  onTestFinished(() => studio.close());
  const path = join(temporaryFolder(), 'blue.png');
  const blue = { width: 96, height: 64, channels: 3, background: '#2060ff' } as const;
  writeFileSync(path, await sharp({ create: blue }).png().toBuffer());
  const { pictures } = await studio.client().gallery.importFiles({ paths: [path] });
  const [{ id, sha256 } = { id: '' as PictureId, sha256: '' }] = pictures;
  return { studio, id, sha256 };
}

async function made(studio: Studio, changes: Partial<GenerationRequest>) {
  const client = studio.client();
  const asked = { prompt: 'a cat', count: 1, steps: 4, seed: 5, ...changes };
  const job = await client.generate.submit(asked);
  await Array.fromAsync(await client.jobs.watch({ jobId: job.id }));
  const id = `${job.id}-0` as PictureId;
  const { path } = await studio.media.picture(id);
  return { job, id, path, bytes: readFileSync(path, 'base64') };
}

test('the file says which pictures, by content, and settings come back with their places', async () => {
  const { studio, id, sha256 } = await open();
  const client = studio.client();
  const references = [{ id, weight: -0.4 }];
  const start = { id, strength: 0.7 };
  const { job, ...one } = await made(studio, { references, start });
  expect(job.settings).toMatchObject({
    references: [{ id, sha256, weight: -0.4 }],
    start: { id, sha256, strength: 0.7 },
  });
  const record = { references: [{ sha256, weight: -0.4 }], start: { sha256, strength: 0.7 } };
  expect((await client.gallery.get({ id: one.id })).generation).toMatchObject(record);
  expect(readFileSync(one.path, 'latin1')).not.toContain(id);
  expect(readFileSync(one.path, 'latin1')).toContain('compositeWithTrainedAlgorithmicMedia');
  expect(await client.gallery.recall({ id: one.id })).toMatchObject({
    references: [{ id, sha256, weight: -0.4 }],
    start: { id, sha256, strength: 0.7 },
  });
  expect((await made(studio, { references, start })).bytes).toBe(one.bytes);
  await client.gallery.trash({ ids: [id] });
  const gone = await client.gallery.recall({ id: one.id });
  expect(gone.references).toEqual(record.references);
});

test('weights beyond the limits and pictures that are not there are told of before anything', async () => {
  const { studio, id } = await open();
  const client = studio.client();
  const ask = (changes: Partial<GenerationRequest>) =>
    client.generate.submit({ prompt: 'a cat', ...changes });
  await expect(ask({ references: [{ id, weight: 1.5 }] })).rejects.toMatchObject({
    code: 'generate.value-out-of-range',
    params: { field: 'weight', value: '1.5' },
  });
  const nowhere = 'p00000000000000000000' as PictureId;
  await expect(ask({ start: { id: nowhere, strength: 0.5 } })).rejects.toMatchObject({
    code: 'picture.not-found',
  });
  const { settings } = await client.generate.plan({
    prompt: 'a cat',
    references: [{ id, weight: 0 }],
  });
  expect(settings.references).toBeUndefined();
});
