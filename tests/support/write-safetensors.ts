/** Writes `.safetensors` files for tests. */
import { closeSync, openSync, writeSync } from 'node:fs';

export interface TensorToWrite {
  readonly name: string;
  readonly type: 'F32' | 'F16' | 'BF16';
  readonly dims: readonly number[];
  /** Little-endian; made when its turn comes, so that large files need little memory. */
  readonly bytes: () => Uint8Array;
}

const elementBytes = { F32: 4, F16: 2, BF16: 2 } as const;

export function writeSafetensors(
  path: string,
  tensors: readonly TensorToWrite[],
  metadata: Readonly<Record<string, string>> = {},
): void {
  let at = 0;
  const entries = tensors.map(({ name, type, dims }) => {
    const begin = at;
    at += elementBytes[type] * dims.reduce((product, size) => product * size, 1);
    return [name, { dtype: type, shape: dims, data_offsets: [begin, at] }] as const;
  });
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const header = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(header.length));
  const file = openSync(path, 'w');
  try {
    for (const part of [prefix, header]) writeSync(file, part);
    for (const { bytes } of tensors) writeSync(file, bytes());
  } finally {
    closeSync(file);
  }
}
