/** Files that hosts serve. */
import { EaselError } from '#shared/errors/easel-error.ts';
import type { PictureCodec } from './picture-codec.port.ts';
import type { PictureFiles } from './picture-files.port.ts';
import type { StoredPicture } from './picture-index.port.ts';

export interface MediaFile {
  /** Absolute. */
  readonly path: string;
  /** Media type. */
  readonly type: string;
  /** Changes when the bytes change. */
  readonly etag: string;
}

/** Throws `picture.file-missing`, or what the codec throws. */
export async function makeThumbnail(
  { files, codec }: { readonly files: PictureFiles; readonly codec: PictureCodec },
  { picture, path }: StoredPicture,
  size: number,
): Promise<MediaFile> {
  const kept = files.thumbnailPath(picture.sha256, size);
  if (!(await files.exists(kept))) {
    if (!(await files.exists(path))) {
      throw new EaselError('picture.file-missing', { id: picture.id });
    }
    await files.write(kept, await codec.thumbnail(files.absolute(path), size));
  }
  const etag = `${picture.sha256.slice(0, 32)}-${size}`;
  return { path: files.absolute(kept), type: 'image/webp', etag };
}
