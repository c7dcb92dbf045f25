/** Picture formats: reading with limits, writing without surprises. */
import type { RasterFormat } from '#shared/domain/export.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import type { PictureExtension } from './picture-types.records.ts';
import type { MetadataText } from './metadata-text.records.ts';

export interface PictureFacts {
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
  readonly extension: PictureExtension;
}

export interface EncodeOptions {
  readonly format: RasterFormat;
  readonly quality: number;
  readonly longerSide?: number;
  /** `#rrggbb` */
  readonly background?: string;
  readonly texts: readonly MetadataText[];
}

/** The picture that another one was made of, which keeps its colour space and its depth. */
export interface Before {
  /** Of its file, absolute. */
  readonly path: string;
  /** As it was given to who changed it: in sRGB, as large as the new one. */
  readonly pixels: Pixels;
  /** Where it lies on the new one. */
  readonly left: number;
  readonly top: number;
  /** uint8 [height, width] of the new one: where it is 0 the file's own samples stay; absent: nowhere. */
  readonly mask?: Uint8Array | undefined;
}

export interface PictureCodec {
  /** The same pixels and texts give the same bytes. */
  encodePng(pixels: Pixels, texts: readonly MetadataText[]): Promise<Uint8Array>;
  /** The same for what was made of another picture, in that one's colour space and depth. */
  encodeChanged(
    pixels: Pixels,
    before: Before,
    texts: readonly MetadataText[],
  ): Promise<Uint8Array>;
  /** Looks at the header. Throws `picture.empty`, `picture.unreadable`, `picture.too-large`. */
  inspect(path: string, name: string): Promise<PictureFacts>;
  /** Texts that the file carries, as written by us or by other tools; none for what is no picture. */
  readTexts(bytes: Uint8Array): Promise<MetadataText[]>;
  /** Decodes to at most `maxSide` pixels a side. Throws as `inspect` does. */
  readPixels(path: string, name: string, maxSide: number): Promise<Pixels>;
  /** Of a file that was written here. */
  decode(bytes: Uint8Array): Promise<Pixels>;
  /** A WebP file with its longer side at most `size`. */
  thumbnail(path: string, size: number): Promise<Uint8Array>;
  /** A file by its path, with its colour profile, or pixels. */
  encode(source: string | Pixels, options: EncodeOptions): Promise<Uint8Array>;
}
