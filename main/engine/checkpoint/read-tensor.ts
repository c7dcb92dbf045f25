/** The numbers of single tensors of a `.safetensors` file. */
import type { FileHandle } from 'node:fs/promises';
import type { TensorBytes } from '#main/engine/graph/weights/tensor-bytes.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { SafetensorsEntry, SafetensorsType } from '#shared/safetensors/header.ts';

const types = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' } as const;

/** Undefined where its numbers are of a type that no graph takes as it is. */
export function readableType({ type }: SafetensorsEntry): TensorBytes['type'] | undefined {
  return (types as Partial<Record<SafetensorsType, TensorBytes['type']>>)[type];
}

/** Throws `checkpoint.damaged` where the file ends before it. */
export async function readTensor(
  handle: FileHandle,
  entry: SafetensorsEntry,
  label: { readonly id: string; readonly file: string },
): Promise<TensorBytes> {
  const bytes = new Uint8Array(entry.length);
  const { bytesRead } = await handle.read(bytes, 0, entry.length, entry.offset);
  if (bytesRead < entry.length) {
    throw new EaselError('checkpoint.damaged', { ...label, reason: 'it is too short' });
  }
  return { type: readableType(entry) ?? 'float32', dims: entry.dims, bytes };
}
