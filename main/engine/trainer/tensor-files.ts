/** Float32 tensors in `.safetensors` files, written so that a crash leaves the old file or the new. */
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readSafetensors } from '#main/engine/checkpoint/read-safetensors.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { encodeSafetensors, type TensorToStore } from '#shared/safetensors/write.ts';
import type { Trainables } from './trainables.ts';

/** Throws what the file system throws; the file that was there is then untouched. */
export async function writeTensors(
  path: string,
  tensors: readonly TensorToStore[],
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const temporary = `${path}.part`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(encodeSafetensors(tensors, metadata));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  // The new name is on the disk only with its folder; not every system opens folders.
  const folder = await open(dirname(path)).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/** Throws `checkpoint.damaged` naming `label` when it is no such file. */
export async function readTensors(
  path: string,
  label: { readonly id: string; readonly file: string },
): Promise<{ tensors: Trainables; metadata: Readonly<Record<string, string>> }> {
  const { tensors: entries, metadata } = await readSafetensors(path, label);
  const bytes = await readFile(path);
  const tensors = [...entries].map(([name, { type, dims, offset, length }]) => {
    if (type !== 'F32') {
      throw new EaselError('checkpoint.damaged', { ...label, reason: `${name} is no float32` });
    }
    const data = new Float32Array(new Uint8Array(bytes.subarray(offset, offset + length)).buffer);
    return [name, { dims, data }] as const;
  });
  return { tensors: new Map(tensors), metadata };
}
