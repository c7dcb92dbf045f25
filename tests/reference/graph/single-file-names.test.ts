/** Every tensor of the published single-file checkpoints is found under its diffusers name. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ldmAutoencoderLayout } from '#main/engine/graph/weights/layouts/ldm-autoencoder.ts';
import { ldmUnetLayout } from '#main/engine/graph/weights/layouts/ldm-unet.ts';
import { openClipLayout, prefixedLayout } from '#main/engine/graph/weights/layouts/clip-towers.ts';
import type { Layout } from '#main/engine/graph/weights/safetensors-weights.ts';
import type { StoredTensor } from '#main/engine/graph/weights/weight-source.ts';

/** Diffusers name, dims, name in the single file (with the rows that are meant, in words). */
type Row = readonly [name: string, dims: readonly number[], original: string];

const published = JSON.parse(
  gunzipSync(
    readFileSync(new URL('../fixtures/single-file-names.json.gz', import.meta.url)),
  ).toString(),
) as Readonly<Record<string, readonly Row[]>>;

const layouts: Readonly<Record<string, Layout>> = {
  unet_sd15: ldmUnetLayout(2),
  unet_sd21_sdturbo: ldmUnetLayout(2),
  unet_sdxl: ldmUnetLayout(2),
  vae_kl_f8_4ch: ldmAutoencoderLayout(4, 'first_stage_model.'),
  vae_kl_f8_16ch_flux_sd3: ldmAutoencoderLayout(4, ''),
  text_clip_l: prefixedLayout('cond_stage_model.transformer.'),
  text_openclip_bigg_proj: openClipLayout('conditioner.embedders.1.model.'),
  text_openclip_h_sd2: openClipLayout('cond_stage_model.model.'),
};

test('every published network has a layout', () => {
  expect(Object.keys(layouts).toSorted()).toEqual(Object.keys(published).toSorted());
});

const FLOAT_BYTES = 4;

test.each(Object.keys(layouts))('%s', (network) => {
  const rows = published[network] ?? [];
  expect(rows.length).toBeGreaterThan(100);
  const file = new Map<string, StoredTensor>();
  for (const [, dims, original] of rows) {
    const [name = '', ...words] = original.split(' ');
    const stored = words[0] === 'rows' ? [3 * (dims[0] ?? 0), ...dims.slice(1)] : dims;
    const length = FLOAT_BYTES * stored.reduce((product, size) => product * size, 1);
    file.set(name, { file: 'x', offset: 0, length, type: 'float32', dims: stored });
  }
  for (const [name, dims, original] of rows) {
    const asked: string[] = [];
    const found = layouts[network]?.(name, (wanted) => {
      asked.push(wanted);
      return file.get(wanted);
    });
    const [target, ...words] = original.split(' ');
    expect(asked, name).toContain(target);
    expect(found?.dims, name).toEqual(dims);
    expect(found?.isTransposed ?? false, name).toBe(/transposed/i.test(words.join(' ')));
    if (words[0] === 'rows') {
      const part = ['[0,D)', '[D,2D)', '[2D,3D)'].indexOf(words[1] ?? '');
      expect(found?.offset, name).toBe(part * (found?.length ?? 0));
    }
  }
});
