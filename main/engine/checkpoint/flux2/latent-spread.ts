/** The statistics that FLUX.2's autoencoder keeps of its latents. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { NetworkFiles } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { float32Of } from '#main/engine/graph/weights/stored-numbers.ts';
import type { StoredTensor } from '#main/engine/graph/weights/weight-source.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { LatentSpread } from './flux2-checkpoint.ts';

/** Added to variances before the root is taken. */
const EPSILON = 1e-4;

/** Throws `checkpoint.damaged` when the file has none. */
export async function readSpread(
  { weights, folder, file }: NetworkFiles,
  id: string,
): Promise<LatentSpread> {
  const [mean, variance] = ['bn.running_mean', 'bn.running_var'].map((name) => weights.find(name));
  if (mean === undefined || variance === undefined) {
    const reason = 'the spread of its latents is missing';
    throw new EaselError('checkpoint.damaged', { id, file, reason });
  }
  return {
    mean: await numbersOf(folder, mean),
    deviation: (await numbersOf(folder, variance)).map((value) => Math.sqrt(value + EPSILON)),
  };
}

async function numbersOf(folder: string, stored: StoredTensor): Promise<Float32Array> {
  const file = await open(join(folder, stored.file));
  try {
    const bytes = new Uint8Array(stored.length);
    await file.read(bytes, 0, bytes.length, stored.offset);
    return float32Of(bytes, stored.type);
  } finally {
    await file.close();
  }
}
