/** An IP-Adapter for the tiny networks, with the numbers of tests/reference/make_ip_adapter.py. */
import { blocksInOrder } from '#main/engine/graph/networks/unet/blocks-in-order.ts';
import type { UnetConfig } from '#main/engine/graph/networks/unet/config.ts';
import { tinySd15, tinySdxl } from './tiny-diffusion.ts';
import { waveTensor } from './wave-tensor.ts';
import { writeSafetensors, type TensorToWrite } from './write-safetensors.ts';

const TOKENS = 4;

export const tinyUnets: Readonly<Record<'sd1' | 'sdxl', UnetConfig>> = {
  sd1: tinySd15,
  sdxl: tinySdxl,
};

/** @param embedWidth of the picture's embedding */
export function writeTinyIpAdapter(path: string, kind: 'sd1' | 'sdxl', embedWidth: number): void {
  const config = tinyUnets[kind];
  const { contextWidth: context } = config;
  const scaled = (
    name: string,
    dims: readonly number[],
    factor: number,
    [a, b, c]: readonly [number, number, number],
    offset = 0,
  ): TensorToWrite => ({
    ...{ name, dims, type: 'F32' },
    bytes() {
      const values = waveTensor(dims, a, b, c).data.map((value) => {
        const product = Math.fround(Math.fround(factor) * value);
        return offset + product;
      });
      return new Uint8Array(values.buffer);
    },
  });
  const looks = blocksInOrder(config).flatMap((block, n) =>
    (['k', 'v'] as const).map((part) =>
      scaled(
        `ip_adapter.${2 * n + 1}.to_${part}_ip.weight`,
        [widthOf(config, block), context],
        0.4,
        [0.31, 0.007, (part === 'k' ? 0.1 : 0.45) + 0.8 * n],
      ),
    ),
  );
  writeSafetensors(path, [
    scaled('image_proj.proj.weight', [TOKENS * context, embedWidth], 0.3, [0.29, 0.005, 0.2]),
    scaled('image_proj.proj.bias', [TOKENS * context], 0.1, [0.4, 0.02, 0.9]),
    scaled('image_proj.norm.weight', [context], 0.2, [0.5, 0.01, 0.3], 1),
    scaled('image_proj.norm.bias', [context], 0.1, [0.6, 0.01, 0.7]),
    ...looks,
  ]);
}

function widthOf({ levels }: UnetConfig, block: string): number {
  const [, way, level = '0'] = /^(\w+)\.(\d+)/.exec(block) ?? [];
  const place = { down_blocks: Number(level), up_blocks: levels.length - 1 - Number(level) };
  return levels[place[way as keyof typeof place] ?? levels.length - 1]?.channels ?? 0;
}
