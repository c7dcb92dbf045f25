/** From a folder of the transformers or OpenCLIP libraries to what can look at pictures for an adapter. */
import type {
  CommunityFiles,
  CommunityModel,
} from '#main/core/checkpoints/community-files.port.ts';
import { idOf } from '#main/core/checkpoints/community-summary.ts';
import { nameOf } from '#main/core/checkpoints/read-checkpoint.ts';
import { readClipFiles } from '#main/core/clips/read-clip-folder.ts';
import { clipWeightsIn } from '#shared/clip/clip-weights.ts';
import { clipLibraryOf, describeClip } from '#shared/clip/describe-clip.ts';
import { ClipFault } from '#shared/clip/description.ts';
import {
  describePictureTower,
  isPictureTower,
  pictureTowerFiles,
} from '#shared/clip/picture-tower.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';

export interface PictureTower {
  readonly ref: CheckpointRef;
  /** Numbers of an embedding. */
  readonly dimensions: number;
  /** Whether it came by itself, as adapters are published with it, and not as half of a CLIP. */
  readonly isAlone: boolean;
}

/** Undefined for a folder that is none, or that cannot be used. */
export async function readPictureTower(
  files: CommunityFiles,
  { folder, files: listed }: CommunityModel,
): Promise<PictureTower | undefined> {
  const small = await readClipFiles(files, folder);
  const paths = listed.map(({ path }) => path);
  const ref = { id: idOf(nameOf(folder)), folder, layout: 'clip' as const };
  try {
    if (isPictureTower(small.config)) {
      if (!pictureTowerFiles.some((file) => paths.includes(file))) return undefined;
      const { dimensions } = describePictureTower(small.config, small.preprocessor);
      return { ref, dimensions, isAlone: true };
    }
    const library = clipLibraryOf(small);
    const description = library && describeClip(small);
    const isFit = description !== undefined && description.family !== 'siglip';
    if (!isFit || clipWeightsIn(paths, library ?? 'transformers') === undefined) return undefined;
    return { ref, dimensions: description.dimensions, isAlone: false };
  } catch (error) {
    if (error instanceof ClipFault) return undefined;
    throw error;
  }
}
