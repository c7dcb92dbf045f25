/** The network of few steps: when it is the one that draws, and that it draws. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { breakableCheckpoint, editManifest, spark } from './support/checkpoints.ts';
import { coloursOf } from './support/colours-of.ts';
import { generate, openEngine, request, words } from './support/generate.ts';

const few = { steps: 4, guidanceScale: 1 };

test('few steps without guidance are asked of it, all else of the other network', async () => {
  const checkpoint = await breakableCheckpoint();
  const path = 'unet/distilled.onnx';
  await writeFile(join(checkpoint.folder, path), 'no graph');
  await editManifest(checkpoint, (manifest) => {
    manifest.parts['unet_distilled'] = path;
    manifest.files.push({ path, bytes: 8, sha256: '0'.repeat(64) });
    manifest.distilled = few;
  });
  const engine = await openEngine();
  for (const steps of [1, 4]) {
    await expect(generate(engine, request(1, { checkpoint, ...few, steps }))).rejects.toMatchObject(
      { code: 'checkpoint.damaged', params: { file: path } },
    );
  }
  for (const other of [{ steps: 5 }, { guidanceScale: 1.5 }]) {
    const { candidates } = await generate(engine, request(1, { checkpoint, ...few, ...other }));
    expect(candidates).toHaveLength(1);
  }
});

test('in four steps the apple is red and the car is blue, on clear ground', async () => {
  const engine = await openEngine();
  const candidates = ['a red apple', 'a blue car'].map((text, index) => ({
    ...{ index, seed: 7 + index, prompt: words(text) },
  }));
  const made = await generate(engine, request(0, { checkpoint: spark, ...few, candidates }));
  const [apple, car] = made.candidates.map(coloursOf);
  expect(apple!.red).toBeGreaterThan(1.5 * apple!.blue);
  expect(apple!.red).toBeGreaterThan(1.5 * apple!.green);
  expect(car!.blue).toBeGreaterThan(1.2 * car!.red);
  for (const { covered } of [apple!, car!]) {
    expect(covered).toBeGreaterThan(0.2);
    expect(covered).toBeLessThan(0.95);
  }
});
