/**
 * The networks of FLUX.2 klein against the reference implementations (diffusers 0.40, transformers
 * 5.18, torch 2.13, float32 on a CPU), in both layouts of their files.
 */
import { expect, test } from 'vitest';
import {
  writeDecoder,
  writeEncoder,
} from '#main/engine/graph/networks/autoencoder-kl/autoencoder-kl.ts';
import { writeFlux2 } from '#main/engine/graph/networks/flux2/flux2.ts';
import { writeQwen3 } from '#main/engine/graph/networks/qwen3/qwen3-text.ts';
import { flux2Folder, flux2Original } from '#main/engine/graph/weights/layouts/flux2.ts';
import { flux2AutoencoderLayout } from '#main/engine/graph/weights/layouts/ldm-autoencoder.ts';
import { plainLayout } from '#main/engine/graph/weights/safetensors-weights.ts';
import { flux2Rotation } from '#main/engine/pipelines/flux2/places.ts';
import { attentionBias } from '#main/engine/text/qwen/attention-bias.ts';
import { tokenRotation } from '#main/engine/text/rotary-tables.ts';
import { loadTiny } from '#tests/support/tiny-diffusion.ts';
import {
  flux2Expected,
  flux2Tokens,
  largestDifference,
  tinyFlux2,
  tinyFlux2Autoencoder,
  tinyFlux2Folder,
  tinyQwen3,
} from '#tests/support/tiny-flux2.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';

const TOLERANCE = 2e-5;
const PAD = 300;
const folder = (part: string): string => `${tinyFlux2Folder}${part}/`;
const stem = 'diffusion_pytorch_model.safetensors';

test('the text encoder, filled up or cut', async () => {
  const model = await loadTiny(
    { file: 'model.safetensors', folder: folder('text_encoder') },
    (graph) => {
      writeQwen3(graph, tinyQwen3);
    },
  );
  const wanted = await flux2Expected('text');
  for (const [row, { ids }] of flux2Tokens.prompts.entries()) {
    const { cos, sin, half } = tokenRotation(ids.length, 16, tinyQwen3.theta);
    const out = await model.run({
      input_ids: { data: BigInt64Array.from(ids, BigInt), dims: [ids.length] },
      attention_bias: attentionBias(ids.length, ids.filter((id) => id !== PAD).length),
      rotary_cos: { data: cos, dims: [ids.length, half] },
      rotary_sin: { data: sin, dims: [ids.length, half] },
    });
    const hidden = out['hidden_state']?.data as Float32Array;
    const part = wanted.subarray(row * hidden.length, (row + 1) * hidden.length);
    expect(largestDifference(hidden, part)).toBeLessThan(TOLERANCE);
  }
  await model.release();
});

test.each([
  ['a folder', { file: stem, folder: folder('transformer'), layout: flux2Folder }],
  [
    'one file',
    { file: 'flux-2-tiny.safetensors', folder: folder('original'), layout: flux2Original('') },
  ],
] as const)('the transformer in %s', async (_, place) => {
  const model = await loadTiny(place, (graph) => {
    writeFlux2(graph, tinyFlux2);
  });
  const { cos, sin, places, half } = flux2Rotation(10, [4, 6], 16);
  const out = await model.run({
    hidden_states: waveTensor([24, 16]),
    encoder_hidden_states: waveTensor([10, 96], 0.21, 0.003, 0.1),
    timestep: { data: Float32Array.of(700), dims: [1] },
    rotary_cos: { data: cos, dims: [places, half] },
    rotary_sin: { data: sin, dims: [places, half] },
  });
  const wanted = await flux2Expected('transformer');
  expect(largestDifference(out['out_sample']?.data as Float32Array, wanted)).toBeLessThan(
    TOLERANCE,
  );
  await model.release();
});

test.each([
  ['a folder', { file: stem, folder: folder('vae'), layout: plainLayout }],
  [
    'one file',
    {
      ...{ file: 'flux2-vae.safetensors', folder: folder('original') },
      layout: flux2AutoencoderLayout(4),
    },
  ],
] as const)('the autoencoder in %s, both ways', async (_, place) => {
  const decoder = await loadTiny(place, (graph) => {
    writeDecoder(graph, tinyFlux2Autoencoder);
  });
  const { sample } = await decoder.run({ latent_sample: waveTensor([1, 4, 8, 12]) });
  expect(
    largestDifference(sample?.data as Float32Array, await flux2Expected('decoded')),
  ).toBeLessThan(TOLERANCE);
  const encoder = await loadTiny(place, (graph) => {
    writeEncoder(graph, tinyFlux2Autoencoder);
  });
  const { latent_parameters: moments } = await encoder.run({
    sample: waveTensor([1, 3, 32, 48], 0.05, 0.0007, 0.2),
  });
  expect(
    largestDifference(moments?.data as Float32Array, await flux2Expected('moments')),
  ).toBeLessThan(TOLERANCE);
  await Promise.all([decoder.release(), encoder.release()]);
});
