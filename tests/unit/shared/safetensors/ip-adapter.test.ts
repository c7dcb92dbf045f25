import { expect, test } from 'vitest';
import type { SafetensorsEntry } from '#shared/safetensors/header.ts';
import { readIpAdapter } from '#shared/safetensors/ip-adapter.ts';

function tensors(...named: readonly (readonly [string, ...number[]])[]) {
  const entry = (dims: number[]): SafetensorsEntry => ({ type: 'F16', dims, offset: 0, length: 0 });
  return { tensors: new Map(named.map(([name, ...dims]) => [name, entry(dims)])) };
}

const norm = ['image_proj.norm.weight', 768] as const;
const look = ['ip_adapter.1.to_k_ip.weight', 320, 768] as const;

test('published files are told by their headers', () => {
  expect(readIpAdapter(tensors(['image_proj.proj.weight', 3072, 1024], norm, look))).toEqual({
    ...{ kind: 'plain', family: 'sd1', contextWidth: 768, embedWidth: 1024, tokens: 4 },
  });
  expect(
    readIpAdapter(
      tensors(
        ['image_proj.proj.weight', 8192, 1280],
        ['image_proj.norm.weight', 2048],
        ['ip_adapter.1.to_k_ip.weight', 640, 2048],
      ),
    ),
  ).toMatchObject({ kind: 'plain', family: 'sdxl', embedWidth: 1280, tokens: 4 });
  expect(readIpAdapter(tensors(['image_proj.latents', 1, 16, 768], look))).toMatchObject({
    ...{ kind: 'resampler', family: 'sd1' },
  });
  expect(readIpAdapter(tensors(['image_proj.proj.0.weight', 1280, 512], norm, look))).toMatchObject(
    { kind: 'face' },
  );
  expect(readIpAdapter(tensors(['image_proj.proj.weight', 3072, 1024], norm))).toBeUndefined();
});
