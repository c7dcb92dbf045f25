/** Opens a `.safetensors` file as far as its header: the numbers stay on disk. */
import { open } from 'node:fs/promises';
import { EaselError } from '#shared/errors/easel-error.ts';
import {
  HEADER_PREFIX_BYTES,
  headerLength,
  parseHeader,
  SafetensorsFault,
  type SafetensorsHeader,
} from '#shared/safetensors/header.ts';

/** Throws `checkpoint.damaged` naming `label` when the file is missing, short, or lies. */
export async function readSafetensors(
  path: string,
  label: { readonly id: string; readonly file: string },
): Promise<SafetensorsHeader> {
  const file = await open(path).catch((cause: unknown) => {
    throw new EaselError(
      'checkpoint.damaged',
      { ...label, reason: 'it cannot be opened' },
      { cause },
    );
  });
  try {
    const { size } = await file.stat();
    const prefix = Buffer.alloc(HEADER_PREFIX_BYTES);
    const { bytesRead } = await file.read(prefix, 0, prefix.length, 0);
    const json = Buffer.alloc(headerLength(prefix.subarray(0, bytesRead), size));
    const read = await file.read(json, 0, json.length, HEADER_PREFIX_BYTES);
    return parseHeader(json.subarray(0, read.bytesRead), size);
  } catch (error) {
    if (!(error instanceof SafetensorsFault)) throw error;
    throw new EaselError('checkpoint.damaged', { ...label, reason: error.message });
  } finally {
    await file.close();
  }
}
