import { expect, test } from 'vitest';
import {
  isDistilledName,
  isFlux2Autoencoder,
  qwen3ContextWidth,
} from '#shared/safetensors/flux2.ts';
import type { SafetensorsHeader, SafetensorsType } from '#shared/safetensors/header.ts';
import { recognise } from '#shared/safetensors/recognise.ts';

function header(
  shapes: Readonly<Record<string, readonly number[]>>,
  type: SafetensorsType = 'BF16',
): SafetensorsHeader {
  const tensors = Object.entries(shapes).map(
    ([name, dims]) => [name, { type, dims, offset: 0, length: 0 }] as const,
  );
  return { tensors: new Map(tensors), metadata: {} };
}

const klein = {
  'txt_in.weight': [3072, 7680],
  'single_stream_modulation.lin.weight': [9216, 3072],
  'double_blocks.0.img_attn.qkv.weight': [9216, 3072],
};

test.each(['', 'model.diffusion_model.'])(
  'klein is told by its modulation, behind “%s”',
  (prefix) => {
    const named = Object.fromEntries(
      Object.entries(klein).map(([name, dims]) => [prefix + name, dims]),
    );
    expect(recognise(header(named))).toEqual({
      ...{ kind: 'transformer', family: 'flux2', contextWidth: 7680, isReadable: true },
    });
  },
);

test('quantised weights are seen before anything is loaded', () => {
  expect(recognise(header(klein, 'F8_E4M3'))).toMatchObject({ isReadable: false });
});

test('the large FLUX.2 and FLUX.1 are others', () => {
  const large = { ...klein, 'guidance_in.in_layer.weight': [6144, 256] };
  expect(recognise(header(large))).toEqual({ kind: 'foreign-checkpoint', family: 'flux2-dev' });
  const first = { 'double_blocks.0.img_attn.qkv.weight': [9216, 3072] };
  expect(recognise(header(first))).toEqual({ kind: 'foreign-checkpoint', family: 'flux' });
});

test('what lies beside it is known by itself', () => {
  const qwen = header({
    'model.embed_tokens.weight': [151_936, 2560],
    'model.layers.0.self_attn.q_norm.weight': [128],
  });
  expect(recognise(qwen)).toEqual({ kind: 'part', part: 'language-model' });
  expect(qwen3ContextWidth(qwen)).toBe(7680);
  const autoencoder = header({
    'bn.running_mean': [128],
    'decoder.conv_in.weight': [512, 32, 3, 3],
  });
  expect(isFlux2Autoencoder(autoencoder)).toBe(true);
  expect(isFlux2Autoencoder(qwen)).toBe(false);
});

test.each([
  ['flux-2-klein-4b.safetensors', true],
  ['flux-2-klein-base-4b.safetensors', false],
  ['FLUX2_Base.safetensors', false],
  ['baseball-klein.safetensors', true],
])('%s is distilled: %s', (file, isDistilled) => {
  expect(isDistilledName(file)).toBe(isDistilled);
});
