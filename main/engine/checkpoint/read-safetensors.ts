/** Opens a `.safetensors` file as far as its header: the numbers stay on disk. */
import { open } from 'node:fs/promises';
import { EaselError } from '#shared/errors/easel-error.ts';
import { SafetensorsFault, type SafetensorsHeader } from '#shared/safetensors/header.ts';
import { readHeader } from '#shared/safetensors/read-header.ts';

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
    return await readHeader({
      size,
      async read(offset, length) {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      },
    });
  } catch (error) {
    if (!(error instanceof SafetensorsFault)) throw error;
    throw new EaselError('checkpoint.damaged', { ...label, reason: error.message });
  } finally {
    await file.close();
  }
}
