/** Files of this machine outside the library: what is imported, and where exports go. */
import { access, constants, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ExportTarget } from '#main/core/export/export-target.port.ts';
import type { ImportSource } from '#main/core/gallery/import-source.port.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { writeFileAtomically } from './atomic-write.ts';
import { makeFolder } from './make-folder.ts';

export class LocalFiles implements ImportSource, ExportTarget {
  readFile(path: string): Promise<Uint8Array> {
    return readFile(path);
  }

  async openFolder(folder: string): Promise<string> {
    const absolute = resolve(folder);
    try {
      await makeFolder(absolute);
      if (!(await stat(absolute)).isDirectory()) throw new Error('it is a file');
      await access(absolute, constants.W_OK);
      return absolute;
    } catch (error) {
      const why = error instanceof EaselError ? error.params['reason'] : codeOf(error);
      const reason = why ?? String(error);
      throw new EaselError('export.target-not-writable', { folder: absolute, reason });
    }
  }

  exists(folder: string, name: string): Promise<boolean> {
    return access(join(folder, name)).then(
      () => true,
      () => false,
    );
  }

  async write(
    folder: string,
    name: string,
    bytes: Uint8Array | AsyncIterable<Uint8Array>,
  ): Promise<string> {
    const path = join(folder, name);
    try {
      await writeFileAtomically(path, bytes);
      return path;
    } catch (error) {
      const reason = error instanceof EaselError ? error.message : String(error);
      throw new EaselError('export.target-not-writable', { folder, reason }, { cause: error });
    }
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
