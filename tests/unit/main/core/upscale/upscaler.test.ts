import { expect, test, vi } from 'vitest';
import { SharpCodec } from '#main/adapters/disk/sharp-codec.ts';
import { Upscaler } from '#main/core/upscale/upscaler.ts';
import type { EnlargingMethod } from '#shared/domain/enlarging.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { square } from '#tests/support/library.ts';

/** The network's part, four times larger, is played: what it draws is tested with the engine. */
function openUpscaler() {
  const codec = new SharpCodec();
  const network = vi.fn(({ picture }: { picture: Pixels }) =>
    codec.resize(picture, { width: picture.width * 4, height: picture.height * 4 }),
  );
  const ref = { id: 'spark', folder: '/models/spark' };
  const upscaler = new Upscaler({
    engine: { upscale: network } as never,
    checkpoints: { resolveRanking: async () => ({ ref }) } as never,
    resizer: codec,
  });
  return { upscaler, network };
}

function grain(width: number, height: number): Pixels {
  const random = seededRandom(1);
  const rgba = Uint8Array.from({ length: width * height * 4 }, (_, at) =>
    at % 4 === 3 ? 255 : 80 + random(60),
  );
  return { width, height, rgba };
}

test.each([
  ['a drawing on clear ground', square(90), 'auto', { method: 'network' }],
  ['grain all over', grain(24, 24), 'auto', { method: 'lanczos', reason: 'textured' }],
  ['grain, by the network all the same', grain(24, 24), 'network', { method: 'network' }],
  ['a drawing, plainly', square(90), 'lanczos', { method: 'lanczos' }],
] as const)('%s', async (_, pixels, method: EnlargingMethod, wanted) => {
  const { upscaler, network } = openUpscaler();
  const { pixels: made, enlargedBy } = await upscaler.enlarge({ pixels, by: 4, method });
  expect(enlargedBy).toEqual(wanted);
  expect([made.width, made.height]).toEqual([pixels.width * 4, pixels.height * 4]);
  expect(network).toHaveBeenCalledTimes(wanted.method === 'network' ? 1 : 0);
});

test('other factors are shrunk from what the network makes', async () => {
  const { upscaler } = openUpscaler();
  const { pixels } = await upscaler.enlarge({ pixels: square(90), by: 2.5 });
  expect([pixels.width, pixels.height, pixels.rgba.length]).toEqual([40, 40, 6400]);
});

test(
  'what takes the network minutes is resampled, and what fits nowhere refused',
  { timeout: 30_000 },
  async () => {
    const { upscaler, network } = openUpscaler();
    const large = { width: 2000, height: 1001, rgba: new Uint8Array(2000 * 1001 * 4) };
    const { enlargedBy } = await upscaler.enlarge({ pixels: large, by: 1.25 });
    expect(enlargedBy).toEqual({ method: 'lanczos', reason: 'large' });
    const wide = { width: 5000, height: 1, rgba: new Uint8Array(20_000) };
    await expect(upscaler.enlarge({ pixels: wide, by: 4 })).rejects.toMatchObject({
      code: 'picture.enlarged-too-large',
      params: { width: 20_000, height: 4 },
    });
    expect(network).not.toHaveBeenCalled();
  },
);
