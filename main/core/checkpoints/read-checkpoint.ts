/** From a checkpoint folder to what is known about it, checking everything but the file contents. */
import { createHash } from 'node:crypto';
import {
  checkpointManifestSchema,
  type CheckpointManifest,
  type CheckpointSummary,
} from '#shared/domain/checkpoint.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { CheckpointFolder, CheckpointFolders } from './checkpoint-folders.port.ts';

export interface InstalledCheckpoint {
  readonly summary: CheckpointSummary;
  readonly folder: string;
  /** How the engine is told of it. */
  readonly ref: CheckpointRef;
  /** Absolute paths of its weights. */
  readonly paths: readonly string[];
  /** What it says of itself; absent for checkpoints that came without a manifest of ours. */
  readonly manifest?: CheckpointManifest;
  /**
   * Names the space of its CLIP: embeddings of one and the same space can be compared. Absent where
   * it has no CLIP to rank with.
   */
  readonly clipSpace?: string;
}

/** One whose CLIP can look at pictures. */
export type RankingCheckpoint = InstalledCheckpoint & {
  readonly manifest: CheckpointManifest;
  readonly clipSpace: string;
};

export function canRank(checkpoint: InstalledCheckpoint): checkpoint is RankingCheckpoint {
  return checkpoint.manifest !== undefined && checkpoint.clipSpace !== undefined;
}

/** Throws `checkpoint.damaged` or `checkpoint.unsupported` with the file and the reason. */
export async function readCheckpoint(
  folders: CheckpointFolders,
  { folder, isEmbedded }: CheckpointFolder,
): Promise<RankingCheckpoint> {
  const manifest = parseManifest(await folders.readManifest(folder), nameOf(folder));
  checkParts(manifest);
  for (const file of manifest.files) {
    const bytes = await folders.fileSize(folder, file.path);
    if (bytes === file.bytes) continue;
    const reason =
      bytes === undefined ? 'the file is missing' : `${bytes} bytes instead of ${file.bytes}`;
    throw new EaselError('checkpoint.damaged', { id: manifest.id, file: file.path, reason });
  }
  const summary = summarise(manifest, isEmbedded);
  return {
    ...{ summary, manifest, folder, clipSpace: clipSpaceOf(manifest) },
    ref: { id: summary.id, folder },
    paths: manifest.files.map(({ path }) => `${folder}/${path}`),
  };
}

/** Last part of a path, of either kind of slash. */
export function nameOf(folder: string): string {
  return folder.split(/[\\/]/).at(-1) ?? folder;
}

function parseManifest(json: unknown, name: string): CheckpointManifest {
  const parsed = checkpointManifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  const isNewer = field === 'format' || field === 'family' || field === 'kind';
  throw new EaselError(isNewer ? 'checkpoint.unsupported' : 'checkpoint.damaged', {
    id: name,
    file: 'manifest.json',
    reason: field === '' ? 'it is not a manifest' : `“${field}” is not as expected`,
  });
}

/** Weights are opened as ONNX or safetensors only, and only files with a hash. */
function checkParts(manifest: CheckpointManifest): void {
  const listed = new Set(manifest.files.map((file) => file.path));
  for (const [part, path] of Object.entries(manifest.parts)) {
    const reason = !listed.has(path)
      ? 'the manifest has no hash for it'
      : part !== 'tokenizer' && !path.endsWith('.onnx')
        ? 'weights must be .onnx or .safetensors'
        : undefined;
    if (reason !== undefined) {
      throw new EaselError('checkpoint.unsupported', { id: manifest.id, file: path, reason });
    }
  }
  if ((manifest.distilled === undefined) !== (manifest.parts.unet_distilled === undefined)) {
    const reason = 'a distilled network and what it is made for belong together';
    const file = 'manifest.json';
    throw new EaselError('checkpoint.unsupported', { id: manifest.id, file, reason });
  }
}

function summarise(manifest: CheckpointManifest, isEmbedded: boolean): CheckpointSummary {
  const { id, name, version, family, license, description, native, defaults, distilled } = manifest;
  return {
    ...{ id, name, version, family, license, description, native, defaults, distilled },
    embedded: isEmbedded,
    schedulers: [defaults.scheduler],
    maxTokens: manifest.text.maxTokens,
    isPromptEndless: false,
    bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
    hash: hashOf(manifest),
    // Guidance steers away from the empty prompt; a negative prompt takes its place.
    usesNegativePrompt: true,
    takesReferences: manifest.parts.reference !== undefined,
  };
}

/** Names the exact weights: SHA-256 over the hashes of all files, in the order of their paths. */
function hashOf(manifest: CheckpointManifest): string {
  const lines = manifest.files.map((file) => `${file.sha256.toLowerCase()}  ${file.path}\n`);
  // By code units, not by locale: the hash must not depend on the machine.
  return createHash('sha256').update(lines.toSorted(byPath).join('')).digest('hex');
}

/** Other weights of the same checkpoint may change without moving a single embedding. */
function clipSpaceOf({ files, parts, clip }: CheckpointManifest): string {
  const used = [parts.clip_vision, parts.clip_text, parts.tokenizer];
  const hashes = used.map((path) => files.find((file) => file.path === path)?.sha256 ?? '');
  const { dimensions, imageSize, mean, std, background } = clip;
  const text = JSON.stringify([hashes, dimensions, imageSize, mean, std, background]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function byPath(a: string, b: string): number {
  const [left, right] = [a.slice(66), b.slice(66)];
  return left < right ? -1 : left > right ? 1 : 0;
}
