/** Checkpoint folders on this machine. A part path never leads out of its folder, links included. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type {
  CheckpointFolder,
  CheckpointFolders,
} from '#main/core/checkpoints/checkpoint-folders.port.ts';
import { partPathSchema } from '#shared/domain/checkpoint.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

const MANIFEST = 'manifest.json';
/** Before anything is parsed. Real manifests have a few kilobytes. */
const MAX_MANIFEST_BYTES = 1_048_576;
const MAX_CARD_BYTES = 262_144;
const CARDS = ['README.md', 'MODEL_CARD.md'];

export function openCheckpointFolders(places: {
  readonly embedded: string;
  readonly user: string;
}): CheckpointFolders {
  return {
    find: async () => [
      ...(await findIn(places.embedded, true)),
      ...(await findIn(places.user, false)),
    ],
    async readManifest(folder) {
      let reason = 'it cannot be read';
      try {
        const text = await readSmall(join(folder, MANIFEST), MAX_MANIFEST_BYTES);
        reason = text === undefined ? 'it is larger than 1 MB' : 'it is not JSON';
        return JSON.parse(text ?? '') as unknown;
      } catch {
        throw new EaselError('checkpoint.damaged', {
          id: basename(folder),
          file: MANIFEST,
          reason,
        });
      }
    },
    async fileSize(folder, path) {
      const inside = await confine(folder, path);
      if (inside === undefined) return undefined;
      const info = await stat(inside);
      return info.isFile() ? info.size : undefined;
    },
    async hashFile(folder, path, signal) {
      const inside = await confine(folder, path);
      // Gone since its size was read: an empty answer equals no hash.
      if (inside === undefined) return '';
      const hash = createHash('sha256');
      for await (const piece of createReadStream(inside, { signal })) hash.update(piece as Buffer);
      return hash.digest('hex');
    },
    async readCard(folder) {
      for (const name of CARDS) {
        const text = await readSmall(join(folder, name), MAX_CARD_BYTES).catch(() => undefined);
        if (text !== undefined) return text;
      }
      return undefined;
    },
  };
}

async function findIn(parent: string, isEmbedded: boolean): Promise<CheckpointFolder[]> {
  const names = await readdir(parent).catch(() => []);
  const found: CheckpointFolder[] = [];
  for (const name of names.toSorted()) {
    const folder = join(parent, name);
    const manifest = await stat(join(folder, MANIFEST)).catch(() => undefined);
    if (manifest?.isFile() === true) found.push({ folder, isEmbedded });
  }
  return found;
}

/** The real path of a part; undefined when it is absent or lies outside of the folder. */
async function confine(folder: string, path: string): Promise<string | undefined> {
  if (!partPathSchema.safeParse(path).success) return undefined;
  try {
    const [root, real] = await Promise.all([realpath(folder), realpath(join(folder, path))]);
    return real.startsWith(root + sep) ? real : undefined;
  } catch {
    return undefined;
  }
}

/** The text of a file; undefined when it has more bytes than `limit`. */
async function readSmall(path: string, limit: number): Promise<string | undefined> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(limit + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length > limit) break;
    }
    return length > limit ? undefined : buffer.toString('utf8', 0, length);
  } finally {
    await file.close();
  }
}
