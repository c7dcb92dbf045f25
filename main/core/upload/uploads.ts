/** Pictures that are sent instead of named by path: taken in, or only looked at. */
import type { Clips } from '#main/core/clips/clips.ts';
import type { MaskFiles } from '#main/core/edit/mask-files.port.ts';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { PictureReader } from '#main/core/rank/picture-reader.port.ts';
import { EMBEDDED_SIDE, type Embeddings } from '#main/core/search/embeddings.ts';
import type { UploadedPictures } from '#main/core/search/uploaded-pictures.ts';
import type { MaskId } from '#shared/domain/mask-id.ts';
import type { Picture } from '#shared/domain/picture.ts';
import type { RecalledSettings } from '#shared/domain/recalled.ts';
import type { UploadSpace } from './upload-space.port.ts';

const MAX_NAME = 200;

export type UploadBody = AsyncIterable<Uint8Array>;

interface Likeness {
  readonly reader: PictureReader;
  readonly embeddings: Embeddings;
  readonly clips: Clips;
  readonly uploaded: UploadedPictures;
}

export class Uploads {
  readonly #space: UploadSpace;
  readonly #gallery: Gallery;
  readonly #likeness: Likeness;
  readonly #masks: MaskFiles;

  constructor(space: UploadSpace, gallery: Gallery, likeness: Likeness, masks: MaskFiles) {
    this.#masks = masks;
    this.#space = space;
    this.#gallery = gallery;
    this.#likeness = likeness;
  }

  /** Throws as `receive` does, and what makes a file no picture. */
  import(body: UploadBody, name: string): Promise<{ picture: Picture; isNew: boolean }> {
    return this.use(body, name, (path, known) => this.#gallery.importFile(path, known));
  }

  /** Throws as `receive` does, and `picture.no-settings` or `picture.settings-damaged`. */
  recall(body: UploadBody, name: string): Promise<{ recalled: RecalledSettings }> {
    return this.use(body, name, async (path, known) => ({
      recalled: await this.#gallery.recallFile(path, known),
    }));
  }

  /**
   * Remembers what it looks like, to look for its like; the file is not kept. Throws as `receive`
   * does, what makes it no picture, and the engine's errors.
   */
  similar(body: UploadBody, name: string): Promise<{ key: string }> {
    const { reader, embeddings, clips, uploaded } = this.#likeness;
    return this.use(body, name, async (path) => {
      const pixels = await reader.byPath(path, { maxSide: EMBEDDED_SIDE });
      const space = await clips.space();
      const vector = await embeddings.make(pixels, space);
      return { key: uploaded.keep({ space: space.id, vector }) };
    });
  }

  /** Keeps it as the mask of edits to come. Throws as `receive` does, and what makes it no picture. */
  mask(body: UploadBody, name: string): Promise<{ id: MaskId }> {
    return this.use(body, name, async (path, known) => ({
      id: await this.#masks.keep(path, known),
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
