/** Pictures that are sent instead of named by path: taken in, or only looked at. */
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { Picture } from '#shared/domain/picture.ts';
import type { RecalledSettings } from '#shared/domain/recalled.ts';
import type { UploadSpace } from './upload-space.port.ts';

const MAX_NAME = 200;

export type UploadBody = AsyncIterable<Uint8Array>;

export class Uploads {
  readonly #space: UploadSpace;
  readonly #gallery: Gallery;

  constructor(space: UploadSpace, gallery: Gallery) {
    this.#space = space;
    this.#gallery = gallery;
  }

  /** Throws as `receive` does, and what makes a file no picture. */
  import(body: UploadBody, name: string): Promise<{ picture: Picture }> {
    return this.use(body, name, async (path, known) => ({
      picture: await this.#gallery.importFile(path, known),
    }));
  }

  /** Throws as `receive` does, and `picture.no-settings` or `picture.settings-damaged`. */
  recall(body: UploadBody, name: string): Promise<{ recalled: RecalledSettings }> {
    return this.use(body, name, async (path, known) => ({
      recalled: await this.#gallery.recallFile(path, known),
    }));
  }

  /** Has a file made of `body` for as long as `work` takes. */
  async use<Result>(
    body: UploadBody,
    name: string,
    work: (path: string, name: string) => Promise<Result>,
  ): Promise<Result> {
    const known = plainName(name);
    const file = await this.#space.receive(body, known);
    try {
      return await work(file.path, known);
    } finally {
      await file.release();
    }
  }
}

/** The last part of whatever was sent as a name: for people to read, never a path. */
export function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = [...last.replace(/[\p{Cc}\p{Cf}\uFFFD]+/gu, ' ').trim()].slice(0, MAX_NAME);
  return clean.length === 0 || /^\.+$/.test(clean.join('')) ? 'picture' : clean.join('');
}
