import { cp, mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { isErrorCode } from '#shared/errors/catalogue.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import { breakableCheckpoint, editManifest, fixtures } from './support/checkpoints.ts';
import { generate, hashesOf, openEngine, request } from './support/generate.ts';

/** What a generation with that checkpoint fails with; no sentence may carry a path of the machine. */
async function failureOf(checkpoint: CheckpointRef): Promise<EaselError> {
  const engine = await openEngine();
  const error = await generate(engine, request(1, { checkpoint })).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof EaselError)) throw new Error(`no coded error but ${String(error)}`);
  expect(isErrorCode(error.code)).toBe(true);
  expect(error.message).not.toContain(dirname(checkpoint.folder));
  expect(error.message).not.toMatch(/\.cc:|onnxruntime::|\n/);
  return error;
}

/** Makes the manifest agree with the files again, so that only the graph itself is wrong. */
async function trustFiles(checkpoint: CheckpointRef, path: string): Promise<void> {
  const { length } = await readFile(join(checkpoint.folder, path));
  await editManifest(checkpoint, ({ files }) => {
    for (const file of files) if (file.path === path) file.bytes = length;
  });
}

const unet = 'unet/model.onnx';

test('no manifest', async () => {
  const checkpoint = await breakableCheckpoint();
  await rm(join(checkpoint.folder, 'manifest.json'));
  const { code, params } = await failureOf(checkpoint);
  expect([code, params['file'], params['reason']]).toEqual([
    'checkpoint.damaged',
    'manifest.json',
    'the file is missing',
  ]);
});

test('a manifest that is no JSON, or not ours', async () => {
  const checkpoint = await breakableCheckpoint();
  const path = join(checkpoint.folder, 'manifest.json');
  await writeFile(path, '{"format": 1,');
  expect((await failureOf(checkpoint)).params).toMatchObject({ reason: 'it is not JSON' });
  await writeFile(path, '{"format": 2}');
  expect((await failureOf(checkpoint)).code).toBe('checkpoint.damaged');
  await writeFile(path, ' '.repeat((1 << 20) + 1));
  expect((await failureOf(checkpoint)).params).toMatchObject({ reason: 'the file is too large' });
});

test.each(['../tiny-spark/unet/model.onnx', '/etc/passwd', 'unet/../../x', 'C:\\x', 'a\0b'])(
  'a part path that leaves the folder: %j',
  async (path) => {
    const checkpoint = await breakableCheckpoint();
    await editManifest(checkpoint, ({ parts }) => {
      parts['unet'] = path;
    });
    expect(await failureOf(checkpoint)).toMatchObject({
      code: 'checkpoint.damaged',
      params: { file: 'manifest.json' },
    });
  },
);

test('a link that leaves the folder', async () => {
  const checkpoint = await breakableCheckpoint();
  const outside = join(dirname(checkpoint.folder), 'outside.onnx');
  await rename(join(checkpoint.folder, unet), outside);
  await symlink(outside, join(checkpoint.folder, unet));
  expect(await failureOf(checkpoint)).toMatchObject({
    code: 'checkpoint.damaged',
    params: { file: unet, reason: 'it leads out of the checkpoint folder' },
  });
});

test('a link inside the folder is fine', async () => {
  const checkpoint = await breakableCheckpoint();
  await mkdir(join(checkpoint.folder, 'blobs'));
  await rename(join(checkpoint.folder, unet), join(checkpoint.folder, 'blobs/1'));
  await symlink('../blobs/1', join(checkpoint.folder, unet));
  const { candidates } = await generate(await openEngine(), request(1, { checkpoint }));
  expect(candidates).toHaveLength(1);
});

test('a file of another size than the manifest says, found before it is loaded', async () => {
  const checkpoint = await breakableCheckpoint();
  await editManifest(checkpoint, ({ files }) => {
    for (const file of files) if (file.path === unet) file.bytes = 10;
  });
  expect(await failureOf(checkpoint)).toMatchObject({
    code: 'checkpoint.damaged',
    params: { file: unet, reason: expect.stringMatching(/^\d+ bytes instead of 10$/) as string },
  });
});

test('a missing file', async () => {
  const checkpoint = await breakableCheckpoint();
  await rm(join(checkpoint.folder, unet));
  expect((await failureOf(checkpoint)).params).toMatchObject({
    file: unet,
    reason: 'the file is missing',
  });
});

test.each([
  ['truncated', (path: string) => truncate(path, 2000)],
  ['empty', (path: string) => truncate(path, 0)],
  ['no ONNX at all', (path: string) => writeFile(path, 'I am a poem, not a model.')],
  ['zeros', (path: string) => writeFile(path, Buffer.alloc(4096))],
])('a graph that is %s', async (_, damage) => {
  const checkpoint = await breakableCheckpoint();
  await damage(join(checkpoint.folder, unet));
  await trustFiles(checkpoint, unet);
  const error = await failureOf(checkpoint);
  expect(error).toMatchObject({ code: 'checkpoint.damaged', params: { file: unet } });
  expect(error.params['reason']).not.toBe('');
});

test('a graph that is another graph', async () => {
  const checkpoint = await breakableCheckpoint();
  await cp(join(fixtures, 'foreign.onnx'), join(checkpoint.folder, unet));
  await trustFiles(checkpoint, unet);
  expect(await failureOf(checkpoint)).toMatchObject({
    code: 'checkpoint.unsupported',
    params: { file: unet, reason: 'the input sample is missing' },
  });
});

test('a manifest that promises other sizes than the graphs have', async () => {
  const checkpoint = await breakableCheckpoint();
  await editManifest(checkpoint, ({ text }) => {
    text['hiddenSize'] = 9;
  });
  expect(await failureOf(checkpoint)).toMatchObject({
    code: 'checkpoint.unsupported',
    params: {
      reason: expect.stringContaining('float32 [batch, 32, 8] instead of float32') as string,
    },
  });
  const other = await breakableCheckpoint();
  await editManifest(other, (manifest) => {
    manifest.upscale = 8;
  });
  expect(await failureOf(other)).toMatchObject({ params: { file: 'upscaler/model.onnx' } });
});

test('a tokenizer that is none', async () => {
  const checkpoint = await breakableCheckpoint();
  const path = 'tokenizer/tokenizer.json';
  await writeFile(join(checkpoint.folder, path), '{"model": 3}');
  await trustFiles(checkpoint, path);
  expect(await failureOf(checkpoint)).toMatchObject({
    code: 'checkpoint.damaged',
    params: { file: path, reason: 'it is not a tokenizer' },
  });
});

test('a checkpoint that was mended works in the same process', async () => {
  const checkpoint = await breakableCheckpoint();
  const whole = await readFile(join(checkpoint.folder, unet));
  const engine = await openEngine();
  await writeFile(join(checkpoint.folder, unet), 'broken');
  await expect(generate(engine, request(1, { checkpoint }))).rejects.toBeInstanceOf(EaselError);
  await writeFile(join(checkpoint.folder, unet), whole);
  expect((await generate(engine, request(1, { checkpoint }))).candidates).toHaveLength(1);
});

test('a checkpoint that was replaced is not drawn with the graphs of the old one', async () => {
  const checkpoint = await breakableCheckpoint();
  const engine = await openEngine();
  const before = await generate(engine, request(1, { checkpoint }));
  const path = join(checkpoint.folder, unet);
  // The same graph with the sign of one weight changed: equal size, another content.
  const bytes = await readFile(path);
  const sign = bytes.lastIndexOf('level') + 'level'.length + 5;
  bytes[sign] = (bytes[sign] ?? 0) ^ 0x80;
  await writeFile(path, bytes);
  const after = await generate(engine, request(1, { checkpoint }));
  expect(hashesOf(after.candidates)).not.toEqual(hashesOf(before.candidates));
});
