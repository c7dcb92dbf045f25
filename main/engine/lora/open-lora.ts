/** A LoRA file, opened: its header read with the limits of every other, its numbers still on disk. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { openWeightFile } from '#main/engine/checkpoint/diffusion/network-files.ts';
import { readableType, readTensor } from '#main/engine/checkpoint/read-tensor.ts';
import { float32Of } from '#main/engine/graph/weights/stored-numbers.ts';
import type { TensorBytes } from '#main/engine/graph/weights/tensor-bytes.ts';
import type { LoraRef } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { SafetensorsEntry } from '#shared/safetensors/header.ts';
import { readLora, type LoraSite } from '#shared/safetensors/lora.ts';

/** Of all changes together: a graph that carries them must stay below 2 GiB. */
const MAX_BYTES = 1_500_000_000;

/** W + scale × up · down, for one layer. */
export interface LowRank {
  readonly down: TensorBytes;
  readonly up: TensorBytes;
  readonly mid?: TensorBytes;
  readonly scale: number;
}

export interface OpenLora {
  readonly ref: LoraRef;
  readonly file: string;
  /** Names these bytes at this weight. */
  readonly key: string;
  readonly sites: readonly LoraSite[];
  /** Tensors that nothing is done with. */
  readonly leftOver: readonly string[];
  /** Reads the numbers of some of its sites, in their order. Throws `checkpoint.damaged`. */
  read(sites: readonly LoraSite[]): Promise<LowRank[]>;
}

/** Throws `checkpoint.damaged` or `lora.unsupported`. */
export async function openLora(ref: LoraRef): Promise<OpenLora> {
  const file = basename(ref.path);
  const label = { id: ref.name, file };
  const { header, path, key } = await openWeightFile(ref.path, label);
  const { sites, leftOver } = readLora(header);
  const entries = sites.flatMap(({ down, up, mid, alpha }) => [down, up, mid, alpha]);
  const isReadable = entries.every(
    (entry) => entry === undefined || readableType(entry) !== undefined,
  );
  const bytes = entries.reduce((sum, entry) => sum + (entry?.length ?? 0), 0);
  // Other ways to change weights (LoHa, LoKr, DoRA) have none of these pairs, or scale them anew.
  const isOther = header.tensors.keys().some((name) => /\.(?:hada_|lokr_|dora_scale)/.test(name));
  if (sites.length === 0 || isOther || !isReadable || bytes > MAX_BYTES) {
    throw new EaselError('lora.unsupported', { file });
  }
  return {
    ...{ ref, file, sites, leftOver, key: `${key} × ${ref.weight}` },
    async read(wanted) {
      const handle = await open(path);
      try {
        const matrix = (entry: SafetensorsEntry): Promise<TensorBytes> =>
          readTensor(handle, entry, label);
        const read: LowRank[] = [];
        for (const { down, up, mid, alpha } of wanted) {
          const rank = down.dims[0] ?? 1;
          const told = alpha && (await matrix(alpha));
          const [value = rank] = told === undefined ? [] : float32Of(told.bytes, told.type);
          read.push({
            ...{ down: await matrix(down), up: await matrix(up) },
            ...(mid === undefined ? {} : { mid: await matrix(mid) }),
            scale: (ref.weight * value) / rank,
          });
        }
        return read;
      } finally {
        await handle.close();
      }
    },
  };
}
