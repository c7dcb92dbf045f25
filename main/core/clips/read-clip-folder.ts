/** From a folder of the transformers or OpenCLIP libraries to a CLIP, or to why it is none. */
import { createHash } from 'node:crypto';
import type {
  CommunityFiles,
  CommunityModel,
} from '#main/core/checkpoints/community-files.port.ts';
import { idOf } from '#main/core/checkpoints/community-summary.ts';
import { nameOf } from '#main/core/checkpoints/read-checkpoint.ts';
import { clipWeightsIn, filesOfClip } from '#shared/clip/clip-weights.ts';
import { ClipFault, type ClipDescription } from '#shared/clip/description.ts';
import { clipLibraryOf, describeClip, type ClipFiles } from '#shared/clip/describe-clip.ts';
import type { ClipSummary } from '#shared/domain/clip.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

export interface InstalledClip {
  readonly summary: ClipSummary;
  /** How the engine is told of it. */
  readonly ref: CheckpointRef;
  /** Names its space: embeddings of one and the same space can be compared. */
  readonly space: string;
  /** Absolute paths of its weights. */
  readonly paths: readonly string[];
}

/** Whatever changes an embedding without changing a file of weights. */
const SPACE_VERSION = 1;
const VOCABULARIES = ['tokenizer.json', 'vocab.json', 'merges.txt', 'spiece.model'];
const MAX_NAME = 120;

/** Parsed small files that say what a folder is. */
export async function readClipFiles(files: CommunityFiles, folder: string): Promise<ClipFiles> {
  const [config, preprocessor, openClip] = await Promise.all(
    ['config.json', 'preprocessor_config.json', 'open_clip_config.json'].map((name) =>
      files.readJson(folder, name),
    ),
  );
  return { config, preprocessor, openClip };
}

/**
 * Undefined for a folder that is no CLIP. Throws `checkpoint.unsupported` for one that cannot be run, and
 * `checkpoint.no-safetensors` for one whose weights are pickled or missing.
 */
export async function readClipFolder(
  files: CommunityFiles,
  { folder, files: listed }: CommunityModel,
): Promise<InstalledClip | undefined> {
  const small = await readClipFiles(files, folder);
  const library = clipLibraryOf(small);
  if (library === undefined) return undefined;
  const name = nameOf(folder);
  const description = describe(name, small);
  if (description === undefined) return undefined;
  const paths = listed.map(({ path }) => path);
  const weights = clipWeightsIn(paths, library);
  if (weights === undefined) throw new EaselError('checkpoint.no-safetensors', { file: name });
  const opened = filesOfClip(weights, paths);
  const words = VOCABULARIES.filter((file) => paths.includes(file));
  const absolute = (path: string): string => `${folder}/${path}`;
  const fingerprint = await files.fingerprint([...opened, ...words].map(absolute));
  const space = JSON.stringify([SPACE_VERSION, fingerprint, description]);
  const { family, dimensions, view } = description;
  const id = idOf(name);
  return {
    summary: {
      ...{ id, name: name.slice(0, MAX_NAME), family, license: '', dimensions },
      format: weights.kind === 'safetensors' ? 'safetensors' : 'onnx',
      bytes: listed
        .filter(({ path }) => opened.includes(path))
        .reduce((sum, { bytes }) => sum + bytes, 0),
      imageSize: view.imageSize,
    },
    ref: { id, folder, layout: 'clip' },
    space: createHash('sha256').update(space).digest('hex').slice(0, 16),
    paths: opened.map(absolute),
  };
}

function describe(name: string, files: ClipFiles): ClipDescription | undefined {
  try {
    return describeClip(files);
  } catch (error) {
    if (!(error instanceof ClipFault)) throw error;
    throw new EaselError('clip.unsupported', { file: name, reason: error.message });
  }
}
