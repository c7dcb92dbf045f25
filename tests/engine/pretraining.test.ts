/** Pretraining from a fresh checkout to a model that the engine runs. Needs a Python with PyTorch, see resources/pretraining. */
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { writePictureData } from '#tests/support/picture-data.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { generate, hashesOf, openEngine, request } from './support/generate.ts';

const python = process.env['EASEL_PYTHON'] ?? 'python3';
const modules = 'torch, onnx, onnxscript, onnxruntime, tokenizers, numpy, PIL';
const isThere = spawnSync(python, ['-c', `import ${modules}`]).status === 0;
const name = isThere
  ? 'the tiny preset trains, goes on from where it was, and exports what the engine draws with'
  : `not run: ${python} lacks one of ${modules}; EASEL_PYTHON names another`;

test.skipIf(!isThere)(name, { timeout: 300_000 }, async () => {
  const [data, cache, output] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  await writePictureData(data);
  const train = async (...more: string[]): Promise<string> => {
    const script = join('resources', 'pretraining', 'train.py');
    const folders = ['--data', data, '--cache', cache, '--output', output];
    const options = ['--preset', 'tiny', '--threads', '2', ...folders];
    const { stdout } = await promisify(execFile)(python, [script, ...options, ...more]);
    return stdout;
  };
  expect(await train('data', 'tokenizer', 'clip', 'generator')).toMatch(
    /generator: .* from step 0/,
  );
  const told = await train('--stretch', '2', 'clip', 'generator', 'wording', 'upscaler', 'export');
  expect(told).toMatch(/clip: .* from step [1-9]/);
  expect(told).toMatch(/generator: .* from step [1-9]/);

  const differences = JSON.parse(
    readFileSync(join(cache, 'tiny-1', 'differences.json'), 'utf8'),
  ) as Record<string, number>;
  expect(Object.keys(differences)).toHaveLength(5);
  // Weights are kept as float16.
  for (const difference of Object.values(differences)) expect(difference).toBeLessThan(2e-2);

  const checkpoint = { id: 'spark', folder: output };
  const { candidates } = await generate(await openEngine(), request(2, { checkpoint }));
  expect(new Set(hashesOf(candidates)).size).toBe(2);
  for (const { pixels, cosine } of candidates) {
    expect(pixels.rgba).toHaveLength(128 * 128 * 4);
    expect(cosine).not.toBeNaN();
  }
});
