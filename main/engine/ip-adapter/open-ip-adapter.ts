/** An IP-Adapter file, opened as far as its header, and held against the U-Net that it is for. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { openWeightFile } from '#main/engine/checkpoint/diffusion/network-files.ts';
import { readableType, readTensor } from '#main/engine/checkpoint/read-tensor.ts';
import type { DiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { blocksInOrder } from '#main/engine/graph/networks/unet/blocks-in-order.ts';
import {
  projectionTensors,
  type PictureAdapter,
} from '#main/engine/graph/networks/unet/picture-looks.ts';
import type { TensorBytes } from '#main/engine/graph/weights/tensor-bytes.ts';
import type { StyleAdapterRef } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { SafetensorsEntry } from '#shared/safetensors/header.ts';
import { readIpAdapter } from '#shared/safetensors/ip-adapter.ts';

export interface OpenIpAdapter {
  /** Names these bytes. */
  readonly key: string;
  /** Numbers that a graph with it has more, of all blocks that look at the picture. */
  readonly elements: number;
  readonly bytes: number;
  readonly embedWidth: number;
  /** Throws `checkpoint.damaged`. */
  read(): Promise<PictureAdapter>;
}

interface Look {
  readonly block: string;
  readonly key: SafetensorsEntry;
  readonly value: SafetensorsEntry;
}

/**
 * @param looks whether a transformer block is shown the picture; the others' matrices are not read
 * Throws `checkpoint.damaged`, `style-adapter.unsupported` for files of other kinds, and
 * `style-adapter.other-family` where the shapes are not those of this checkpoint.
 */
export async function openIpAdapter(
  ref: StyleAdapterRef,
  { id, family, unet }: Pick<DiffusionCheckpoint, 'id' | 'family' | 'unet'>,
  looks: (block: string) => boolean,
): Promise<OpenIpAdapter> {
  const file = basename(ref.path);
  const label = { id: ref.name, file };
  const { header, path, key } = await openWeightFile(ref.path, label);
  const facts = readIpAdapter(header);
  const otherFamily = (): EaselError =>
    new EaselError('style-adapter.other-family', {
      ...{ file, checkpoint: id, family: family.toUpperCase() },
    });
  const { config } = unet;
  if (facts?.kind !== 'plain') throw new EaselError('style-adapter.unsupported', { file });
  if (config === undefined || facts.contextWidth !== config.contextWidth) throw otherFamily();

  const entry = (name: string): SafetensorsEntry => {
    const found = header.tensors.get(name);
    if (found === undefined) throw otherFamily();
    if (readableType(found) === undefined) {
      throw new EaselError('style-adapter.unsupported', { file });
    }
    return found;
  };
  const projection = projectionTensors.map((name) => entry(`image_proj.${name}`));
  const blocks = blocksInOrder(config);
  const stored = [...header.tensors.keys()].filter((name) => name.endsWith('.to_k_ip.weight'));
  if (stored.length !== blocks.length) throw otherFamily();
  const seeing = blocks.flatMap((block, n): Look[] => {
    if (!looks(block)) return [];
    const [key, value] = (['k', 'v'] as const).map((part) => {
      const own = unet.files.weights.find(`${block}.attn2.to_${part}.weight`);
      // Attentions to the picture itself are counted too, and have no matrices.
      const found = entry(`ip_adapter.${2 * n + 1}.to_${part}_ip.weight`);
      if (own?.dims.join() !== found.dims.join()) throw otherFamily();
      return found;
    }) as [SafetensorsEntry, SafetensorsEntry];
    return [{ block, key, value }];
  });
  const used = [...projection, ...seeing.flatMap(({ key: k, value }) => [k, value])];

  return {
    ...{ key, embedWidth: facts.embedWidth },
    elements: used.reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0),
    bytes: used.reduce((sum, { length }) => sum + length, 0),
    async read() {
      const handle = await open(path);
      try {
        const numbers: TensorBytes[] = [];
        for (const one of projection) numbers.push(await readTensor(handle, one, label));
        const seen = new Map<string, { key: TensorBytes; value: TensorBytes }>();
        for (const { block, key: k, value } of seeing) {
          seen.set(block, {
            key: await readTensor(handle, k, label),
            value: await readTensor(handle, value, label),
          });
        }
        const named = projectionTensors.map((name, at) => [name, numbers[at]] as const);
        return {
          embedWidth: facts.embedWidth,
          projection: Object.fromEntries(named) as PictureAdapter['projection'],
          looks: seen,
        };
      } finally {
        await handle.close();
      }
    },
  };
}
