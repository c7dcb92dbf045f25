/** Headers of full-size checkpoints: recognised, and told apart by their shapes. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inferUnetConfig } from '#main/engine/graph/networks/unet/infer-config.ts';
import { ldmUnetLayout } from '#main/engine/graph/weights/layouts/ldm-unet.ts';
import { safetensorsWeights } from '#main/engine/graph/weights/safetensors-weights.ts';
import type { SafetensorsEntry, SafetensorsHeader } from '#shared/safetensors/header.ts';
import { recognise } from '#shared/safetensors/recognise.ts';

type Row = readonly [name: string, dims: readonly number[], original: string];
const published = JSON.parse(
  gunzipSync(
    readFileSync(new URL('../fixtures/single-file-names.json.gz', import.meta.url)),
  ).toString(),
) as Readonly<Record<string, readonly Row[]>>;

function fileOf(...networks: readonly string[]): SafetensorsHeader {
  const tensors = new Map<string, SafetensorsEntry>();
  for (const network of networks) {
    for (const [, dims, original] of published[network] ?? []) {
      const [name = '', ...words] = original.split(' ');
      const stored = words[0] === 'rows' ? [3 * (dims[0] ?? 0), ...dims.slice(1)] : dims;
      tensors.set(name, { type: 'F16', dims: stored, offset: 0, length: 0 });
    }
  }
  return { tensors, metadata: {} };
}

test.each([
  ['sd1', fileOf('unet_sd15', 'vae_kl_f8_4ch', 'text_clip_l')],
  ['sd2', fileOf('unet_sd21_sdturbo', 'vae_kl_f8_4ch', 'text_openclip_h_sd2')],
  ['sdxl', fileOf('unet_sdxl', 'vae_kl_f8_4ch', 'text_openclip_bigg_proj')],
] as const)('%s is recognised whole', (family, header) => {
  expect(recognise(header)).toEqual({
    kind: 'checkpoint',
    family,
    isInpainting: false,
    hasText: true,
    hasAutoencoder: true,
    hasZeroTerminalSnr: false,
  });
});

test('loose files are told apart', () => {
  expect(recognise(fileOf('vae_kl_f8_16ch_flux_sd3'))).toEqual({ kind: 'autoencoder' });
  expect(recognise(fileOf())).toEqual({ kind: 'unknown' });
  expect(recognise(fileOf('unet_sdxl'))).toMatchObject({ family: 'sdxl', hasText: false });
});

test.each([
  ['sd1', 'unet_sd15', 768, [8, 8, 8, 8], [1, 1, 1, 0]],
  ['sd2', 'unet_sd21_sdturbo', 1024, [5, 10, 20, 20], [1, 1, 1, 0]],
  ['sdxl', 'unet_sdxl', 2048, [5, 10, 20], [0, 2, 10]],
] as const)(
  'the configuration of %s is in its shapes',
  (family, network, context, heads, blocks) => {
    const weights = safetensorsWeights(fileOf(network), 'x', ldmUnetLayout(2));
    const config = inferUnetConfig(weights, family);
    expect(config).toMatchObject({ contextWidth: context, inChannels: 4, outChannels: 4 });
    expect(config?.levels.map((level) => level.heads)).toEqual(heads);
    expect(config?.levels.map((level) => level.transformerBlocks)).toEqual(blocks);
    expect(config?.levels[0]?.channels).toBe(320);
    expect(config?.addition).toEqual(
      family === 'sdxl' ? { waveWidth: 256, pooledWidth: 1280 } : undefined,
    );
  },
);
