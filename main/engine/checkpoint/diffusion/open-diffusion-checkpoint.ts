/** Opens a checkpoint of the Stable Diffusion line, whichever way it is laid out. */
import { join } from 'node:path';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import type { DiffusionCheckpoint } from './diffusion-checkpoint.ts';
import { openDiffusersFolder } from './open-diffusers-folder.ts';
import { openSingleFile } from './open-single-file.ts';

/** Throws `checkpoint.damaged` or `checkpoint.unsupported`. */
export function openDiffusionCheckpoint(checkpoint: CheckpointRef): Promise<DiffusionCheckpoint> {
  const { id, folder, file } = checkpoint;
  return file === undefined
    ? openDiffusersFolder(checkpoint)
    : openSingleFile(join(folder, file), { id, file });
}
