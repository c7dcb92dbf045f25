/** TAESD's decoder in both layouts against diffusers 0.40's AutoencoderTiny: a tiny one, random weights. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { writeTinyDecoder } from '#main/engine/graph/networks/autoencoder-tiny/tiny-decoder.ts';
import { originalTinyDecoder } from '#main/engine/graph/weights/layouts/taesd.ts';
import { difference, loadTiny, tinyFolder, type Expected } from '#tests/support/tiny-diffusion.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';

const expected = JSON.parse(readFileSync(`${tinyFolder}taesd.json`, 'utf8')) as Expected & {
  readonly every97: readonly number[];
  readonly sum: number;
};

test.each(['taesd.safetensors', 'taesd_decoder.safetensors'])('%s', async (file) => {
  const model = await loadTiny({ file, layout: originalTinyDecoder }, writeTinyDecoder);
  const { data, dims } = waveTensor([1, 4, 6, 5], 0.37, 0.011, 0.2);
  const latent = { data: data.map((value) => value * 4), dims };
  const { sample } = await model.run({ latent_sample: latent });
  const drawn = sample?.data as Float32Array;
  expect(difference(drawn, expected)).toBeLessThan(1e-4);
  for (const [at, value] of expected.every97.entries()) {
    expect(Math.abs((drawn[at * 97] ?? NaN) - value)).toBeLessThan(1e-4);
  }
  const sum = drawn.reduce((total, value) => total + value, 0);
  expect(Math.abs(sum - expected.sum)).toBeLessThan(0.05);
  await model.release();
});
