/** LoRA files for the tiny networks, and the same changes made to their weights by plain loops. */
import { readFileSync } from 'node:fs';
import { readSafetensors } from '#main/engine/checkpoint/read-safetensors.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { tinyFolder } from './tiny-diffusion.ts';
import { writeSafetensors, type TensorToWrite } from './write-safetensors.ts';

/** One layer's change, as random numbers. */
export interface TinyChange {
  readonly model: string;
  /** Of the layer in the diffusers layout, without `.weight`. */
  readonly layer: string;
  /** Of the weight that is changed. */
  readonly dims: readonly number[];
  readonly rank: number;
  readonly alpha: number;
  readonly down: Float32Array;
  readonly up: Float32Array;
  /** [rank, rank, 3, 3] where the kernel is taken apart. */
  readonly mid?: Float32Array;
}

export async function changeOf(
  model: string,
  layer: string,
  seed: number,
  { rank = 3, alpha = 2, isTakenApart = false } = {},
): Promise<TinyChange> {
  const header = await readSafetensors(`${tinyFolder}${model}.safetensors`, {
    ...{ id: 'tiny', file: model },
  });
  const dims = header.tensors.get(`${layer}.weight`)?.dims ?? [];
  const [out = 0, into = 0, height = 1, width = 1] = dims;
  const random = new TorchRandom(seed);
  const numbers = (count: number): Float32Array => random.normal(count).map((x) => x * 0.2);
  const area = isTakenApart ? 1 : height * width;
  return {
    ...{ model, layer, dims, rank, alpha },
    ...{ down: numbers(rank * into * area), up: numbers(out * rank) },
    ...(isTakenApart ? { mid: numbers(rank * rank * height * width) } : {}),
  };
}

/** @param rename of a layer, before `.lora_down.weight` or what else the style calls it */
export function writeLora(
  path: string,
  changes: readonly TinyChange[],
  rename: (change: TinyChange) => string,
  style: 'kohya' | 'peft' | 'processor' = 'kohya',
  metadata: Readonly<Record<string, string>> = {},
): void {
  const [down, up] = {
    kohya: ['.lora_down.weight', '.lora_up.weight'],
    peft: ['.lora_A.weight', '.lora_B.weight'],
    processor: ['_lora.down.weight', '_lora.up.weight'],
  }[style] as [string, string];
  const tensor = (name: string, dims: readonly number[], data: Float32Array): TensorToWrite => ({
    ...{ name, type: 'F32', dims, bytes: () => new Uint8Array(data.buffer) },
  });
  const tensors = changes.flatMap((change) => {
    const name = rename(change);
    const { dims, rank, alpha, mid } = change;
    const [out = 0, into = 0, ...kernel] = dims;
    const inner = mid === undefined ? kernel : kernel.map(() => 1);
    return [
      tensor(`${name}${down}`, [rank, into, ...inner], change.down),
      tensor(`${name}${up}`, [out, rank, ...kernel.map(() => 1)], change.up),
      ...(mid === undefined
        ? []
        : [tensor(`${name}.lora_mid.weight`, [rank, rank, ...kernel], mid)]),
      ...(style === 'kohya' ? [tensor(`${name}.alpha`, [], Float32Array.of(alpha))] : []),
    ];
  });
  writeSafetensors(path, tensors, metadata);
}

/** A network's file with changes added to its weights: W + weight × scale × up · down. */
export async function writeMerged(
  path: string,
  model: string,
  changes: readonly (TinyChange & { readonly weight: number; readonly isScaled?: boolean })[],
): Promise<void> {
  const source = `${tinyFolder}${model}.safetensors`;
  const content = readFileSync(source);
  const { tensors } = await readSafetensors(source, { id: 'tiny', file: model });
  const written = [...tensors].map(([name, { dims, offset, length }]): TensorToWrite => {
    const data = new Float32Array(
      Uint8Array.from(content.subarray(offset, offset + length)).buffer,
    );
    for (const change of changes) {
      if (change.model !== model || `${change.layer}.weight` !== name) continue;
      const scale = change.isScaled === false ? 1 : change.alpha / change.rank;
      addTo(data, change, scale * change.weight);
    }
    return { name, type: 'F32', dims, bytes: () => new Uint8Array(data.buffer) };
  });
  writeSafetensors(path, written);
}

function addTo(data: Float32Array, { dims, rank, up, down, mid }: TinyChange, scale: number): void {
  const [out = 0, into = 0, height = 1, width = 1] = dims;
  const area = height * width;
  for (let o = 0; o < out; o += 1) {
    for (let i = 0; i < into; i += 1) {
      for (let k = 0; k < area; k += 1) {
        let sum = 0;
        for (let a = 0; a < rank; a += 1) {
          const left = up[o * rank + a] ?? 0;
          if (mid === undefined) sum += left * (down[(a * into + i) * area + k] ?? 0);
          else {
            for (let b = 0; b < rank; b += 1) {
              sum += left * (mid[(a * rank + b) * area + k] ?? 0) * (down[b * into + i] ?? 0);
            }
          }
        }
        const at = (o * into + i) * area + k;
        data[at] = (data[at] ?? 0) + scale * sum;
      }
    }
  }
}
