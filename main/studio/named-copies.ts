/**
 * Files to give to another program, as a drag does: copies under readable names in a folder of this
 * start. Not the library's own files, which that program might save over, and which always carry
 * prompt and settings.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PictureId } from '#shared/domain/ids.ts';
import type { MediaAccess } from './media-access.ts';

export class NamedCopies {
  readonly #media: MediaAccess;
  readonly #parent: string;
  #folder: Promise<string> | undefined;
  #sets = 0;

  /** @param parent an existing folder for temporary files */
  constructor(media: MediaAccess, parent: string) {
    this.#media = media;
    this.#parent = parent;
  }

  /** Paths in the order of the pictures. Throws `picture.not-found` or `picture.file-missing`. */
  async write(pictures: readonly { readonly id: PictureId; readonly name: string }[]) {
    this.#folder ??= mkdtemp(join(this.#parent, 'easel-copies-'));
    // A folder of its own each time: whoever got the set before may still be reading.
    const folder = join(await this.#folder, String((this.#sets += 1)));
    await mkdir(folder);
    const names = uniqueNames(pictures.map(({ name }) => name));
    return Promise.all(
      pictures.map(async ({ id }, at) => {
        const path = join(folder, names[at]!);
        await writeFile(path, await this.#media.exported(id));
        return path;
      }),
    );
  }

  async close(): Promise<void> {
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
  }
}

/** Names that stay inside their folder on every system, each once. */
export function uniqueNames(wanted: readonly string[]): string[] {
  const taken = new Set<string>();
  return wanted.map((name) => {
    const bare = name.replace(/\.png$/i, '').replace(/[\p{Cc}/\\:*?"<>|]+/gu, '-');
    const stem = bare.replace(/^[\s.]+|[\s.]+$/g, '').slice(0, 120) || 'picture';
    let found = `${stem}.png`;
    for (let n = 2; taken.has(found.toLowerCase()); n += 1) found = `${stem} ${n}.png`;
    taken.add(found.toLowerCase());
    return found;
  });
}
