/** Reads the header of a `.safetensors` file, and nothing else of it. */
import { open } from 'node:fs/promises';
import { SafetensorsFault, type SafetensorsHeader } from '#shared/safetensors/header.ts';
import { readHeader } from '#shared/safetensors/read-header.ts';

/** Throws SafetensorsFault. */
export async function readHeaderOf(path: string): Promise<SafetensorsHeader> {
  const file = await open(path).catch(() => {
    throw new SafetensorsFault('it cannot be opened');
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
  } finally {
    await file.close();
  }
}
