/** Uploads as files of a private folder, under names of our own. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReceivedFile, UploadSpace } from '#main/core/upload/upload-space.port.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { toLibraryError } from './disk-errors.ts';

export const MAX_UPLOAD_BYTES = 256 << 20;

export class UploadFolder implements UploadSpace {
  #folder: string;
  readonly #limit: number;

  constructor(folder: string, limit = MAX_UPLOAD_BYTES) {
    this.#folder = folder;
    this.#limit = limit;
  }

  /** What comes from now on goes there. */
  moveTo(folder: string): void {
    this.#folder = folder;
  }

  /** Removes what a crash left. */
  async sweep(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async receive(body: AsyncIterable<Uint8Array>, name: string): Promise<ReceivedFile> {
    const path = join(this.#folder, randomUUID());
    const release = (): Promise<void> => rm(path, { force: true });
    let bytes = 0;
    const limit = this.#limit;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of body) {
        bytes += chunk.length;
        // The rest is heard out, up to a point: who still sends would not hear an answer.
        if (bytes <= limit) yield chunk;
        else if (bytes > 4 * limit) break;
      }
    }
    try {
      await mkdir(this.#folder, { recursive: true });
      await pipeline(Readable.from(counted()), createWriteStream(path, { flags: 'wx' }));
      if (bytes > limit) {
        throw new EaselError('picture.file-too-large', {
          name,
          limit: Math.floor(limit / 2 ** 20),
        });
      }
      if (bytes === 0) throw new EaselError('picture.empty', { name });
      return { path, bytes, release };
    } catch (error) {
      await release();
      throw toLibraryError(error, this.#folder);
    }
  }
}
