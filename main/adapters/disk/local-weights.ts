/** Weights that a person has elsewhere on this machine: one file, or a folder of them. */
import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { LocalWeights } from '#main/core/checkpoints/transfers/transfer-space.port.ts';
import type { WantedFile } from '#shared/domain/transfer.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

const MAX_FILES = 2_000;
/** A checkpoint's parts lie in it or one folder further down. */
const MAX_DEPTH = 2;

/** @param isWanted whether a file of that relative path is of a type that comes in */
export function openLocalWeights(isWanted: (path: string) => boolean): LocalWeights {
  return {
    async survey(path) {
      const real = await realpath(path).catch(() => path);
      const info = await stat(real).catch(() => undefined);
      if (info?.isFile() === true) {
        const file = basename(real);
        // By its last name it is judged, whatever it is: its content has the last word.
        const files = isWanted(file) ? [{ path: file, bytes: info.size }] : [];
        return { name: stem(basename(path)), root: dirname(real), files };
      }
      if (info?.isDirectory() !== true) throw new EaselError('transfer.source-missing', { path });
      const files = (await filesIn(real)).filter((file) => isWanted(file.path));
      return { name: basename(path), root: real, files };
    },
    read(path, signal) {
      return createReadStream(path, { signal, highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>;
    },
  };
}

async function filesIn(root: string, folder = root, depth = 0): Promise<WantedFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files: WantedFile[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || files.length >= MAX_FILES) continue;
    const path = join(folder, entry.name);
    // Caches of other programs are full of links.
    const info = await stat(path).catch(() => undefined);
    if (info?.isFile() === true) {
      files.push({ path: relative(root, path).replaceAll(sep, '/'), bytes: info.size });
    } else if (info?.isDirectory() === true && depth + 1 < MAX_DEPTH) {
      files.push(...(await filesIn(root, path, depth + 1)));
    }
  }
  return files;
}

function stem(file: string): string {
  return file.replace(/\.[^.]*$/, '');
}
