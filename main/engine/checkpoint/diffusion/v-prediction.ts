/** Tells the SD 2 networks that predict v from those that predict the noise. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { float32Of } from '#main/engine/graph/weights/stored-numbers.ts';
import type { NetworkFiles } from './diffusion-checkpoint.ts';

/** The last norm before the finest level's attention. */
const TENSOR = 'up_blocks.3.attentions.2.transformer_blocks.0.norm1.bias';
/** Found by ComfyUI on published checkpoints: those that predict v lie above. */
const SPREAD = 0.09;

export async function looksLikeVPrediction({ weights, folder }: NetworkFiles): Promise<boolean> {
  const stored = weights.find(TENSOR);
  if (stored === undefined) return false;
  const file = await open(join(folder, stored.file));
  try {
    const bytes = new Uint8Array(stored.length);
    await file.read(bytes, 0, bytes.length, stored.offset);
    const values = float32Of(bytes, stored.type);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return Math.sqrt(square / (values.length - 1)) > SPREAD;
  } finally {
    await file.close();
  }
}
