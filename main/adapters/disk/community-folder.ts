/** Community checkpoints in the user's folder: weight files, and folders of the diffusers library. */
import { createHash } from 'node:crypto';
import { open, readdir, readFile, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  CommunityFiles,
  CommunityFind,
  CommunityFolder,
  CommunityModel,
} from '#main/core/checkpoints/community-files.port.ts';
import { partPathSchema } from '#shared/domain/checkpoint.ts';
import { readHeaderOf } from './safetensors-header.ts';

/** Everything that people use to store weights; all but the first are refused with a reason. */
const WEIGHTS = /\.(?:safetensors|ckpt|pt|pth)$/i;
const GRAPH = /\.onnx(?:[_.]data)?$/i;
const INDEX = 'model_index.json';
const MANIFEST = 'manifest.json';
/** Of a folder with one network, by the libraries that write them. */
const CONFIGS = ['config.json', 'open_clip_config.json'];
/** Folders below that of the checkpoints: downloads keep the folders of their repository. */
const DEPTH = 2;
const MAX_JSON_BYTES = 4 << 20;
/** Pieces of a file that its fingerprint looks at, and their size in bytes. */
const PIECES = 32;
const PIECE_BYTES = 65_536;

export function openCommunityFolder(root: string): CommunityFiles {
  return {
    find: () => findIn(root, DEPTH),
    readHeader: (path) => readHeaderOf(path),
    async isPickled(path) {
      const file = await open(path).catch(() => undefined);
      if (file === undefined) return false;
      try {
        const start = Buffer.alloc(2);
        await file.read(start, 0, 2, 0);
        // A zip archive of pickles, or a bare pickle of protocol 2 to 5.
        return start.toString('latin1') === 'PK' || (start[0] === 0x80 && isProtocol(start[1]));
      } finally {
        await file.close();
      }
    },
    async readJson(folder, path) {
      if (!partPathSchema.safeParse(path).success) return undefined;
      const whole = join(folder, path);
      try {
        if ((await stat(whole)).size > MAX_JSON_BYTES) return undefined;
        return JSON.parse(await readFile(whole, 'utf8')) as unknown;
      } catch {
        return undefined;
      }
    },
    async fingerprint(paths) {
      const hash = createHash('sha256');
      for (const path of paths) {
        const file = await open(path);
        try {
          for await (const piece of piecesOf(file)) hash.update(piece);
        } finally {
          await file.close();
        }
      }
      return hash.digest('hex');
    },
  };
}

function isProtocol(byte = 0): boolean {
  return byte >= 2 && byte <= 5;
}

async function findIn(folder: string, deeper: number): Promise<CommunityFind[]> {
  const names = await readdir(folder).catch(() => []);
  const found: CommunityFind[] = [];
  for (const name of names.toSorted()) {
    // Links are followed: people keep their checkpoints elsewhere and share them between programs.
    const info = await stat(join(folder, name)).catch(() => undefined);
    if (info === undefined || name.startsWith('.')) continue;
    if (info.isFile() && WEIGHTS.test(name)) {
      const revision = `${info.size} ${info.mtimeMs}`;
      found.push({ kind: 'file', folder, file: name, bytes: info.size, revision });
    } else if (info.isDirectory()) {
      const inner = join(folder, name);
      const inside: readonly string[] = await readdir(inner).catch(() => []);
      // What has a manifest of ours is found by it.
      if (inside.includes(MANIFEST)) continue;
      if (inside.includes(INDEX)) found.push(await diffusersFolder(inner, inside));
      else {
        if (CONFIGS.some((config) => inside.includes(config))) {
          found.push(await modelFolder(inner, inside));
        }
        if (deeper > 0) found.push(...(await findIn(inner, deeper - 1)));
      }
    }
  }
  return found;
}

async function diffusersFolder(
  folder: string,
  inside: readonly string[],
): Promise<CommunityFolder> {
  const weights: { path: string; bytes: number }[] = [];
  const graphs: { path: string; bytes: number }[] = [];
  let revision = '';
  for (const part of inside.toSorted()) {
    for (const name of (await readdir(join(folder, part)).catch(() => [])).toSorted()) {
      const isGraph = GRAPH.test(name) || name === 'weights.pb';
      if (!name.endsWith('.safetensors') && !name.endsWith('.json') && !isGraph) continue;
      const info = await stat(join(folder, part, name)).catch(() => undefined);
      if (info?.isFile() !== true) continue;
      revision += `${part}/${name} ${info.size} ${info.mtimeMs} `;
      const found = { path: `${part}/${name}`, bytes: info.size };
      if (name.endsWith('.safetensors')) weights.push(found);
      else if (isGraph) graphs.push(found);
    }
  }
  return { kind: 'diffusers', folder, weights, graphs, revision };
}

async function modelFolder(folder: string, inside: readonly string[]): Promise<CommunityModel> {
  const files: { path: string; bytes: number }[] = [];
  let revision = '';
  for (const name of inside.toSorted()) {
    const below = await readdir(join(folder, name)).catch(() => undefined);
    const paths = below === undefined ? [name] : below.toSorted().map((one) => `${name}/${one}`);
    for (const path of paths) {
      const info = await stat(join(folder, path)).catch(() => undefined);
      if (info?.isFile() !== true) continue;
      files.push({ path, bytes: info.size });
      revision += `${path} ${info.size} ${info.mtimeMs} `;
    }
  }
  return { kind: 'model', folder, files, revision };
}

/** Size, beginning and evenly spread pieces: weights that differ anywhere differ almost everywhere. */
async function* piecesOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  const { size } = await file.stat();
  yield Buffer.from(`${size}\n`);
  const last = Math.max(0, size - PIECE_BYTES);
  const buffer = Buffer.alloc(PIECE_BYTES);
  for (let piece = 0; piece < PIECES; piece += 1) {
    const { bytesRead } = await file.read(
      buffer,
      0,
      PIECE_BYTES,
      Math.floor((last * piece) / (PIECES - 1)),
    );
    yield buffer.subarray(0, bytesRead);
  }
}
