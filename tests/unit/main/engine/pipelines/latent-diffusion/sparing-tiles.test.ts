import { expect, test } from 'vitest';
import { decodeLatent } from '#main/engine/pipelines/latent-diffusion/decode.ts';
import {
  tiledDecoder,
  withSparingTiles,
} from '#main/engine/pipelines/latent-diffusion/sparing-tiles.ts';
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

/** Answers grey for latents up to a side, and has no memory for larger ones. */
function decoderUpTo(largest: number, sides: number[]): Model {
  return {
    ...{ inputs: [], outputs: [], release: () => Promise.resolve() },
    run: ({ latent_sample: latent }) =>
      Promise.resolve().then(() => {
        const [, , height = 0, width = 0] = latent?.dims ?? [];
        sides.push(Math.max(height, width));
        if (Math.max(height, width) > largest) throw new EaselError('engine.out-of-memory');
        const dims = [1, 3, 8 * height, 8 * width];
        return { sample: { data: new Float32Array(192 * height * width).fill(0.5), dims } };
      }),
  };
}

test('smaller tiles are tried until they fit', async () => {
  const sides: number[] = [];
  const latent = new Float32Array(4 * 64 * 64);
  const planes = await decodeLatent(decoderUpTo(30, sides), latent, [4, 64, 64], 1);
  expect([...new Set(sides)]).toEqual([64, 48, 24]);
  expect(planes).toHaveLength(3 * 512 * 512);
  expect(planes.every((value) => Math.abs(value - 0.5) < 1e-6)).toBe(true);
});

test('where the smallest do not fit either, it is said', async () => {
  const latent = new Float32Array(4 * 64 * 64);
  await expect(decodeLatent(decoderUpTo(8, []), latent, [4, 64, 64], 1)).rejects.toMatchObject({
    code: 'engine.out-of-memory',
  });
});

test('tiles are planned for the memory there is', async () => {
  const sideFor = (budgetBytes: number): Promise<number> =>
    withSparingTiles(budgetBytes, tiledDecoder, ({ side }) => Promise.resolve(side));
  expect(await Promise.all([Infinity, 4.1e9, 2e9, 1e9, 1].map(sideFor))).toEqual([
    96, 96, 48, 24, 24,
  ]);
});
