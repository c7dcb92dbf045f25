/**
 * Graphs that Easel writes against the reference implementations (diffusers 0.40, transformers 5.18,
 * torch 2.13, float32 on a CPU): tiny networks with random weights.
 */
import { expect, test } from 'vitest';
import {
  writeDecoder,
  writeEncoder,
} from '#main/engine/graph/networks/autoencoder-kl/autoencoder-kl.ts';
import {
  writeTextTower,
  type TextTowerConfig,
} from '#main/engine/graph/networks/clip/text-tower.ts';
import { writeVisionTower } from '#main/engine/graph/networks/clip/vision-tower.ts';
import { oldDiffusersAutoencoder } from '#main/engine/graph/weights/layouts/ldm-autoencoder.ts';
import { safetensorsWeights } from '#main/engine/graph/weights/safetensors-weights.ts';
import { readSafetensors } from '#main/engine/checkpoint/read-safetensors.ts';
import { writeUnet } from '#main/engine/graph/networks/unet/unet.ts';
import {
  difference,
  golden,
  loadTiny,
  tinyAutoencoder,
  tinyFolder,
  tinySd15,
  tinySdxl,
  type Expected,
} from '#tests/support/tiny-diffusion.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';

const TOLERANCE = 1e-5;

function expected(model: string, ...path: readonly string[]): Expected {
  let found: unknown = golden.models[model];
  for (const step of path) found = (found as Record<string, unknown>)[step];
  return found as Expected;
}

test('the U-Net of SD 1.5', async () => {
  const model = await loadTiny({ file: 'unet_sd15.safetensors' }, (graph) => {
    writeUnet(graph, tinySd15);
  });
  const { out_sample: out } = await model.run({
    sample: waveTensor([2, 4, 16, 16]),
    timestep: { data: Float32Array.of(981, 981), dims: [2] },
    encoder_hidden_states: waveTensor([2, 77, 32], 0.21, 0.003, 0.1),
  });
  expect(difference(out?.data as Float32Array, expected('unet_sd15', 'output'))).toBeLessThan(
    TOLERANCE,
  );
  await model.release();
});

test('the U-Net of SDXL, with sizes and a pooled text', async () => {
  const model = await loadTiny({ file: 'unet_sdxl.safetensors' }, (graph) => {
    writeUnet(graph, tinySdxl);
  });
  const { out_sample: out } = await model.run({
    sample: waveTensor([2, 4, 16, 16]),
    timestep: { data: Float32Array.of(500, 500), dims: [2] },
    encoder_hidden_states: waveTensor([2, 77, 64], 0.21, 0.003, 0.1),
    text_embeds: waveTensor([2, 32], 0.5, 0.02, 0.3),
    time_ids: {
      data: Float32Array.of(64, 64, 0, 0, 64, 64, 128, 96, 8, 4, 64, 64),
      dims: [2, 6],
    },
  });
  expect(difference(out?.data as Float32Array, expected('unet_sdxl', 'output'))).toBeLessThan(
    TOLERANCE,
  );
  await model.release();
});

test('files of before 2023 name the attention of the autoencoder by other words', async () => {
  const header = await readSafetensors(`${tinyFolder}vae.safetensors`, { id: 'x', file: 'x' });
  const old = new Map(
    [...header.tensors].map(([name, entry]) => [
      name
        .replace(/\.to_q\./, '.query.')
        .replace(/\.to_k\./, '.key.')
        .replace(/\.to_v\./, '.value.')
        .replace(/\.to_out\.0\./, '.proj_attn.'),
      entry,
    ]),
  );
  const weights = safetensorsWeights({ ...header, tensors: old }, 'x', oldDiffusersAutoencoder);
  for (const name of header.tensors.keys()) expect(weights.find(name), name).toBeDefined();
});

test('a latent whose sides two does not divide keeps its size', async () => {
  const model = await loadTiny({ file: 'unet_sd15.safetensors' }, (graph) => {
    writeUnet(graph, tinySd15);
  });
  const { out_sample: out } = await model.run({
    sample: waveTensor([1, 4, 12, 10]),
    timestep: { data: Float32Array.of(1), dims: [1] },
    encoder_hidden_states: waveTensor([1, 77, 32]),
  });
  expect(out?.dims).toEqual([1, 4, 12, 10]);
  await model.release();
});

test('the autoencoder, both ways', async () => {
  const file = 'vae.safetensors';
  const decoder = await loadTiny({ file }, (graph) => {
    writeDecoder(graph, tinyAutoencoder);
  });
  const { sample } = await decoder.run({ latent_sample: waveTensor([1, 4, 8, 8]) });
  expect(
    difference(sample?.data as Float32Array, expected('vae', 'decode', 'output')),
  ).toBeLessThan(TOLERANCE);
  const encoder = await loadTiny({ file }, (graph) => {
    writeEncoder(graph, tinyAutoencoder);
  });
  const { latent_parameters: latent } = await encoder.run({
    sample: waveTensor([1, 3, 64, 64], 0.05, 0.0007, 0.2),
  });
  const moments = expected('vae', 'encode', 'moments');
  expect(difference(latent?.data as Float32Array, moments)).toBeLessThan(TOLERANCE);
  await Promise.all([decoder.release(), encoder.release()]);
});

const textTower: TextTowerConfig = {
  width: 32,
  layers: 3,
  heads: 4,
  activation: 'quick_gelu',
  epsilon: 1e-5,
  positions: 77,
  endToken: 999,
  skippedLayers: 0,
  isNormalised: true,
};

test.each([
  { model: 'text_clip', activation: 'quick_gelu', pooled: 'pooler_output' },
  { model: 'text_proj', activation: 'gelu', pooled: 'text_embeds' },
] as const)('the text tower $model', async ({ model: name, activation, pooled }) => {
  const ids = (golden.models[name] as unknown as { input_ids: number[][] }).input_ids.flat();
  const input = { data: BigInt64Array.from(ids, BigInt), dims: [2, 77] };
  const variants = [
    { change: {}, state: 'last_hidden_state' },
    { change: { skippedLayers: 1, isNormalised: false }, state: 'penultimate_hidden_state' },
  ];
  for (const { change, state } of variants) {
    const model = await loadTiny({ file: `${name}.safetensors` }, (graph) => {
      writeTextTower(graph, { ...textTower, activation, ...change });
    });
    const out = await model.run({ input_ids: input });
    const hidden = out['hidden_state']?.data as Float32Array;
    expect(difference(hidden, expected(name, state))).toBeLessThan(TOLERANCE);
    const whole = out['pooled']?.data as Float32Array;
    expect(difference(whole, expected(name, pooled))).toBeLessThan(TOLERANCE);
    await model.release();
  }
});

test('the image tower', async () => {
  const model = await loadTiny({ file: 'vision_proj.safetensors' }, (graph) => {
    writeVisionTower(graph, {
      ...{ width: 32, layers: 2, heads: 4, activation: 'quick_gelu', epsilon: 1e-5 },
      ...{ imageSize: 32, patchSize: 8 },
    });
  });
  const out = await model.run({ pixel_values: waveTensor([2, 3, 32, 32], 0.05, 0.0007, 0.2) });
  const embeds = out['image_embeds']?.data as Float32Array;
  expect(difference(embeds, expected('vision_proj', 'image_embeds'))).toBeLessThan(TOLERANCE);
  const patches = out['patches']?.data as Float32Array;
  expect(difference(patches, expected('vision_proj', 'last_hidden_state'))).toBeLessThan(TOLERANCE);
  await model.release();
});
