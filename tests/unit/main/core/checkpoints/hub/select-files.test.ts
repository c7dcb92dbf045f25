import { expect, test } from 'vitest';
import { selectFiles } from '#main/core/checkpoints/hub/select-files.ts';

function choose(paths: readonly string[], wanted?: readonly string[]) {
  const files = paths.map((path, index) => ({ path, bytes: 1_000 + index }));
  const { shape, files: chosen, alternatives } = selectFiles('a/b', files, wanted);
  return {
    shape,
    files: chosen.map(({ path }) => path).toSorted(),
    alternatives: alternatives.map(({ path }) => path),
  };
}

test('a diffusers folder comes once, in half precision, without what makes no picture', () => {
  const found = choose([
    ...['README.md', 'model_index.json', 'v1-5-pruned.safetensors', 'v1-5-pruned.ckpt'],
    ...['scheduler/scheduler_config.json', 'tokenizer/vocab.json', 'tokenizer/merges.txt'],
    ...['text_encoder/config.json', 'text_encoder/model.safetensors'],
    ...['text_encoder/model.fp16.safetensors', 'text_encoder/pytorch_model.bin'],
    ...['unet/config.json', 'unet/diffusion_pytorch_model.safetensors'],
    ...['unet/diffusion_pytorch_model.fp16.safetensors'],
    ...['unet/diffusion_pytorch_model.non_ema.safetensors', 'unet/model.onnx'],
    ...['vae/config.json', 'vae/diffusion_pytorch_model.safetensors'],
    ...['safety_checker/config.json', 'safety_checker/model.safetensors'],
    ...['feature_extractor/preprocessor_config.json'],
  ]);
  expect(found.shape).toBe('diffusers');
  expect(found.files).toEqual([
    ...['README.md', 'model_index.json', 'scheduler/scheduler_config.json'],
    ...['text_encoder/config.json', 'text_encoder/model.fp16.safetensors'],
    ...['tokenizer/merges.txt', 'tokenizer/vocab.json'],
    ...['unet/config.json', 'unet/diffusion_pytorch_model.fp16.safetensors'],
    ...['vae/config.json', 'vae/diffusion_pytorch_model.safetensors'],
  ]);
});

test('a folder of ONNX parts comes with its data, and shards with their index', () => {
  expect(
    choose([
      ...['model_index.json', 'unet/model.onnx', 'unet/model.onnx_data', 'unet/config.json'],
      ...['vae_decoder/model.onnx'],
    ]).files,
  ).toHaveLength(5);
  const sharded = choose([
    ...['model_index.json', 'unet/config.json'],
    ...['unet/diffusion_pytorch_model-00001-of-00002.safetensors'],
    ...['unet/diffusion_pytorch_model-00002-of-00002.safetensors'],
    ...['unet/diffusion_pytorch_model.safetensors.index.json'],
  ]);
  expect(sharded.files).toContain('unet/diffusion_pytorch_model.safetensors.index.json');
});

test('of whole checkpoints in one file the slim one is chosen and the others are offered', () => {
  const found = choose([
    ...['paint-vae.safetensors', 'paint.safetensors', 'paint-pruned-fp16.safetensors'],
    ...['LICENSE', 'sample.png', 'paint.ckpt'],
  ]);
  expect(found).toEqual({
    shape: 'single-file',
    files: ['LICENSE', 'paint-pruned-fp16.safetensors'],
    alternatives: [
      ...['paint-pruned-fp16.safetensors', 'paint.safetensors', 'paint-vae.safetensors'],
    ],
  });
});

test('a CLIP comes with its words, and one of its ONNX variants where there is nothing else', () => {
  expect(
    choose(['config.json', 'model.safetensors', 'tokenizer.json', 'onnx/model.onnx', 'tf.h5'])
      .files,
  ).toEqual(['config.json', 'model.safetensors', 'tokenizer.json']);
  expect(
    choose([
      ...['config.json', 'onnx/text_model.onnx', 'onnx/text_model_fp16.onnx'],
      ...['onnx/text_model_quantized.onnx', 'onnx/vision_model_fp16.onnx'],
    ]).files,
  ).toEqual(['config.json', 'onnx/text_model_fp16.onnx', 'onnx/vision_model_fp16.onnx']);
});

test('files asked for by name come as asked, if they may come at all', () => {
  const all = ['a.safetensors', 'b.safetensors', 'c.ckpt', 'README.md'];
  expect(choose(all, ['b.safetensors']).files).toEqual(['README.md', 'b.safetensors']);
  expect(() => choose(all, ['c.ckpt'])).toThrow(/no kind of file/);
  expect(() => choose(all, ['d.safetensors'])).toThrow(/has no file/);
  expect(() => choose(['c.ckpt', 'pytorch_model.bin'])).toThrow(/has no \.safetensors/);
});
