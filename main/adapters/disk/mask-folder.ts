/** Masks as small PNG files in the library, named by what they say. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { MaskFiles } from '#main/core/edit/mask-files.port.ts';
import type { PictureCodec } from '#main/core/gallery/picture-codec.port.ts';
import type { PictureFiles } from '#main/core/gallery/picture-files.port.ts';
import type { MaskId } from '#shared/domain/mask-id.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

/** Finer than any brush; a larger mask is brought down to it. */
const MAX_MASK_SIDE = 4096;

export class MaskFolder implements MaskFiles {
  readonly #files: PictureFiles;
  readonly #codec: PictureCodec;

  constructor(files: PictureFiles, codec: PictureCodec) {
    this.#files = files;
    this.#codec = codec;
  }

  async keep(path: string, name: string): Promise<MaskId> {
    const { width, height, rgba } = await this.#codec.readPixels(path, name, MAX_MASK_SIDE);
    const plane = new Uint8Array(width * height);
    for (let at = 0; at < plane.length; at += 1) {
      const from = at * 4;
      // Rec. 709 weights: a mask is grey, and whoever paints it in colour means its lightness.
      const light =
        0.2126 * (rgba[from] ?? 0) +
        0.7152 * (rgba[from + 1] ?? 0) +
        0.0722 * (rgba[from + 2] ?? 0);
      plane[at] = Math.round((light * (rgba[from + 3] ?? 0)) / 255);
    }
    return this.keepPlane(plane, width, height);
  }

  async keepPlane(plane: Uint8Array, width: number, height: number): Promise<MaskId> {
    const raw = { width, height, channels: 1 as const };
    const png = await sharp(plane, { raw }).toColourspace('b-w').png().toBuffer();
    const id = createHash('sha256').update(png).digest('hex') as MaskId;
    if (!(await this.#files.exists(pathOf(id)))) await this.#files.write(pathOf(id), png);
    return id;
  }

  async locate(id: MaskId): Promise<string> {
    if (!(await this.#files.exists(pathOf(id)))) throw notFound(id);
    return this.#files.absolute(pathOf(id));
  }

  async read(id: MaskId, width: number, height: number): Promise<Uint8Array> {
    const path = await this.locate(id);
    try {
      return await readPlane(path, width, height);
    } catch {
      throw notFound(id);
    }
  }
}

/** A mask's file at some size: uint8 [height, width]. */
export async function readPlane(path: string, width: number, height: number): Promise<Uint8Array> {
  const data = await sharp(path)
    // Linear: a sharper filter would ring, and mark a little where nothing was marked.
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .extractChannel(0)
    .raw()
    .toBuffer();
  return new Uint8Array(data);
}

function pathOf(id: MaskId): string {
  return `masks/${id}.png`;
}

function notFound(id: MaskId): EaselError {
  return new EaselError('edit.mask-not-found', { id: id.slice(0, 12) });
}
