/** A checkpoint folder, checked before anything of it is loaded. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { checkpointManifestSchema, type CheckpointManifest } from '#shared/domain/checkpoint.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';

const MAX_MANIFEST_BYTES = 1 << 20;

export type PartName = keyof CheckpointManifest['parts'];

export interface PartFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** Names this file with this content: another one when the file is replaced. */
  readonly key: string;
}

export interface OpenCheckpoint {
  readonly id: string;
  readonly manifest: CheckpointManifest;
  /** A part's file: inside the folder, links followed. */
  part(name: PartName): Promise<PartFile>;
  /** The error for a part that turned out to be broken or foreign. */
  fault(
    code: 'checkpoint.damaged' | 'checkpoint.unsupported',
    name: PartName,
    reason: string,
  ): EaselError;
}

/** Throws `checkpoint.damaged` or `checkpoint.unsupported`. */
export async function openCheckpoint({ id, folder }: CheckpointRef): Promise<OpenCheckpoint> {
  const manifest = await readManifest(id, folder);
  const sizes = new Map(manifest.files.map((file) => [file.path, file.bytes]));

  function fault(
    code: 'checkpoint.damaged' | 'checkpoint.unsupported',
    name: PartName,
    reason: string,
  ): EaselError {
    return new EaselError(code, { id, file: manifest.parts[name] ?? name, reason });
  }

  return {
    id,
    manifest,
    fault,
    async part(name) {
      const listed = manifest.parts[name];
      if (listed === undefined) throw fault('checkpoint.unsupported', name, 'it has no such part');
      const [root, path] = await Promise.all([
        realpath(folder),
        realpath(join(folder, listed)).catch(() => undefined),
      ]);
      if (path === undefined) throw fault('checkpoint.damaged', name, 'the file is missing');
      if (!path.startsWith(root + sep)) {
        throw fault('checkpoint.damaged', name, 'it leads out of the checkpoint folder');
      }
      const { size: bytes, mtimeMs } = await stat(path);
      const wanted = sizes.get(listed);
      if (wanted !== undefined && wanted !== bytes) {
        throw fault('checkpoint.damaged', name, `${bytes} bytes instead of ${wanted}`);
      }
      return { path, bytes, key: `${path} ${bytes} ${mtimeMs}` };
    },
  };
}

async function readManifest(id: string, folder: string): Promise<CheckpointManifest> {
  const damaged = (reason: string): EaselError =>
    new EaselError('checkpoint.damaged', { id, file: 'manifest.json', reason });
  const path = join(folder, 'manifest.json');
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile() !== true) throw damaged('the file is missing');
  if (info.size > MAX_MANIFEST_BYTES) throw damaged('the file is too large');
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw damaged('it is not JSON');
  }
  const parsed = checkpointManifestSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw damaged(`${where}: ${parsed.error.issues[0]?.message ?? 'not understood'}`);
}
