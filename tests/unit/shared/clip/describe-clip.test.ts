/** What folders of others say of their CLIP, as they are published. */
import { expect, test } from 'vitest';
import { describeClip } from '#shared/clip/describe-clip.ts';
import { ClipFault } from '#shared/clip/description.ts';

/** As the exports for transformers.js say it, and no more. */
const mobileclip = {
  config: { model_type: 'clip' },
  preprocessor: {
    crop_size: { height: 256, width: 256 },
    ...{ do_center_crop: true, do_normalize: false, do_rescale: true, do_resize: true },
    ...{ resample: 2, size: { shortest_edge: 256 } },
  },
};
const text = { context_length: 77, vocab_size: 49_408, width: 512, heads: 8, layers: 12 };

test('an export that only the preprocessor tells the side of', () => {
  expect(describeClip(mobileclip)).toMatchObject({
    ...{ family: 'clip', dimensions: 512, text: { positions: 77, tokens: 49_408 } },
    view: {
      ...{ imageSize: 256, mean: [0, 0, 0], std: [1, 1, 1] },
      framing: { kind: 'crop', filter: 'bilinear', shorter: 256 },
    },
  });
  const { view } = describeClip({ config: { model_type: 'clip' } })!;
  expect(view.imageSize).toBe(224);
});

test('what a configuration says of the side counts before what pictures are cut to', () => {
  const config = { model_type: 'clip', vision_config: { image_size: 224 } };
  expect(() => describeClip({ ...mobileclip, config })).toThrow(/not cut to a square/);
});

test.each([
  [
    'towers of timm',
    {
      openClip: {
        model_cfg: {
          ...{ embed_dim: 512, text_cfg: { ...text, no_causal_mask: true } },
          vision_cfg: { timm_model_name: 'fastvit_mci2', image_size: 256 },
        },
      },
    },
    /“fastvit_mci2” of the timm library; get an ONNX export/,
  ],
  [
    'the first layout of Apple',
    {
      config: {
        embed_dim: 512,
        ...{ text_cfg: { ...text, model_name: 'base' } },
        image_cfg: { image_size: 256, model_name: 'mci2' },
      },
    },
    /Apple.*; get an ONNX export/,
  ],
  [
    'the second layout of Apple',
    { config: { embed_dim: 512, text_cfg: text, vision_cfg: { timm_model_name: 'fastvit_mci2' } } },
    /Apple.*; get an ONNX export/,
  ],
  ['pictures of any proportions', { config: { model_type: 'siglip2' } }, /NaFlex.*patch16-256/],
])('%s are refused with what to get instead', (_, files, reason) => {
  expect(() => describeClip(files)).toThrow(ClipFault);
  expect(() => describeClip(files)).toThrow(reason);
});

test('other configurations speak of no CLIP', () => {
  expect(describeClip({ config: { model_type: 'bert', text_cfg: {} } })).toBeUndefined();
});
