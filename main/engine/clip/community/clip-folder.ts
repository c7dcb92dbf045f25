/** A CLIP from elsewhere, opened as far as its small files and the names of the others. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { clipWeightsIn, type ClipWeights } from '#shared/clip/clip-weights.ts';
import { ClipFault, type ClipDescription } from '#shared/clip/description.ts';
import { clipLibraryOf, describeClip } from '#shared/clip/describe-clip.ts';
import {
  describePictureTower,
  isPictureTower,
  pictureTowerFiles,
  type PictureTowerDescription,
} from '#shared/clip/picture-tower.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

const MAX_JSON_BYTES = 4 << 20;

export interface ClipFolder {
  readonly id: string;
  /** Absolute, links followed. */
  readonly folder: string;
  readonly description: ClipDescription;
  readonly weights: ClipWeights;
}

/** An image tower by itself. */
export interface PictureTowerFolder extends Omit<ClipFolder, 'description'> {
  readonly description: PictureTowerDescription;
}

/** Undefined where the folder holds a whole CLIP. Throws as `openClipFolder` does. */
export async function openPictureTowerFolder({
  id,
  folder,
}: CheckpointRef): Promise<PictureTowerFolder | undefined> {
  const root = await rootOf(id, folder);
  const config = await readJson(id, root, 'config.json');
  if (!isPictureTower(config)) return undefined;
  const preprocessor = await readJson(id, root, 'preprocessor_config.json');
  const description = orUnsupported(id, () => describePictureTower(config, preprocessor));
  const paths = await pathsIn(root);
  const file = pictureTowerFiles.find((name) => paths.includes(name));
  if (file === undefined) {
    const reason = 'there are no weights beside it that can be opened';
    throw new EaselError('checkpoint.unsupported', { id, file: 'config.json', reason });
  }
  return { id, folder: root, description, weights: { kind: 'safetensors', file } };
}

/** Throws `checkpoint.damaged` or `checkpoint.unsupported`. */
export async function openClipFolder({ id, folder }: CheckpointRef): Promise<ClipFolder> {
  const root = await rootOf(id, folder);
  const [config, preprocessor, openClip] = await Promise.all(
    ['config.json', 'preprocessor_config.json', 'open_clip_config.json'].map((name) =>
      readJson(id, root, name),
    ),
  );
  const files = { config, preprocessor, openClip };
  const library = clipLibraryOf(files);
  const description = orUnsupported(id, () => describeClip(files));
  const weights = library && clipWeightsIn(await pathsIn(root), library);
  if (description === undefined || weights === undefined) {
    const reason =
      description === undefined
        ? 'it does not speak of a CLIP'
        : 'there are no weights beside it that can be opened';
    throw new EaselError('checkpoint.unsupported', { id, file: 'config.json', reason });
  }
  return { id, folder: root, description, weights };
}

function rootOf(id: string, folder: string): Promise<string> {
  return realpath(folder).catch((cause: unknown) => {
    const reason = 'the folder is missing';
    throw new EaselError('checkpoint.damaged', { id, file: 'config.json', reason }, { cause });
  });
}

function orUnsupported<Description>(id: string, describe: () => Description): Description {
  try {
    return describe();
  } catch (error) {
    if (!(error instanceof ClipFault)) throw error;
    throw new EaselError('checkpoint.unsupported', {
      ...{ id, file: 'config.json', reason: error.message },
    });
  }
}

/** Files of the folder and of `onnx` in it. */
async function pathsIn(root: string): Promise<string[]> {
  const [top, graphs] = await Promise.all(
    [root, join(root, 'onnx')].map((place) => readdir(place).catch((): string[] => [])),
  );
  return [...(top ?? []), ...(graphs ?? []).map((name) => `onnx/${name}`)];
}

async function readJson(id: string, root: string, file: string): Promise<unknown> {
  const info = await stat(join(root, file)).catch(() => undefined);
  if (info?.isFile() !== true) return undefined;
  if (info.size > MAX_JSON_BYTES) {
    throw new EaselError('checkpoint.damaged', { id, file, reason: 'the file is too large' });
  }
  try {
    return JSON.parse(await readFile(join(root, file), 'utf8')) as unknown;
  } catch (cause) {
    throw new EaselError('checkpoint.damaged', { id, file, reason: 'it is not JSON' }, { cause });
  }
}
