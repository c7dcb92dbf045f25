/** Pretraining from a fresh checkout to a model that the engine runs. Needs a Python with PyTorch, see resources/pretraining. */
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
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
  ? 'the tiny preset trains, goes on from where it was and from its export, and exports what the engine draws with'
  : `not run: ${python} lacks one of ${modules}; EASEL_PYTHON names another`;

/** What `record.py` keeps beside an exported model. */
interface Kept {
  readonly differences: Readonly<{ [part: string]: number }>;
  readonly training: Readonly<{ [stage: string]: { readonly seen: number } }>;
}

test.skipIf(!isThere)(name, { timeout: 300_000 }, async () => {
  const [data, cache, output] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  const fresh = temporaryFolder();
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
  const told = await train(
    '--stretch',
    '2',
    'clip',
    'clip-words',
    'generator',
    'wording',
    'upscaler',
    'export',
  );
  expect(told).toMatch(/clip: .* from step [1-9]/);
  expect(told).toMatch(/generator: .* from step [1-9]/);

  const record = (): Kept => JSON.parse(readFileSync(join(output, 'record.json'), 'utf8')) as Kept;
  const { differences, training } = record();
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

  // The student of few steps, beside the line; told once more, it goes on from where it was.
  expect(await train('pairs', 'distil')).toMatch(/distil: 4 steps, [1-9]\d* pairs, from step 0/);
  expect(await train('--stretch', '2', 'distil')).toMatch(/distil: .* from step [1-9]/);

  // Of options given twice the later one holds: another cache, in which nothing is trained yet.
  const graphs = (): string[] =>
    ['text', 'vision'].map((tower) =>
      createHash('sha256')
        .update(readFileSync(join(output, 'clip', `${tower}_model.onnx`)))
        .digest('hex'),
    );
  const [text, vision] = graphs();
  const on = ['--from', output, '--cache', fresh, 'data', 'tokenizer', 'clip', 'export-clip'];
  const words = await train(...on);
  expect(words).toMatch(/clip: clip_text of .* taken up, differs by 0\.000/);
  expect(words).toMatch(/clip: clip_vision of .* taken up, differs by 0\.000/);
  expect(record().training['clip']?.seen).toBeGreaterThan(training['clip']?.seen ?? 0);
  expect(record().training['generator']).toEqual(training['generator']);
  expect(graphs()[0]).not.toBe(text);
  expect(graphs()[1]).not.toBe(vision);

  // The generator alone: in a cache without a CLIP, its text tower comes from the graph too.
  const [toldText] = graphs();
  const generator = ['generator', 'export-generator'];
  const drawn = await train(
    '--from',
    output,
    '--cache',
    temporaryFolder(),
    'data',
    'tokenizer',
    ...generator,
  );
  expect(drawn).toMatch(/generator: text_encoder of .* taken up, differs by 0\.000/);
  expect(drawn).toMatch(/generator: unet of .* taken up, differs by 0\.000/);
  expect(record().training['generator']?.seen).toBeGreaterThan(training['generator']?.seen ?? 0);
  expect(graphs()[0]).toBe(toldText);
});
