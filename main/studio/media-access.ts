/** The bytes of pictures, by id. Hosts serve them at an address of their own kind. */
import type { JobId, PictureId } from '#shared/domain/ids.ts';

export interface MediaFile {
  /** Absolute path inside the library. */
  readonly path: string;
  /** Media type, such as `image/png`. */
  readonly type: string;
  /** Changes when the bytes change. */
  readonly etag: string;
}

export interface MediaAccess {
  /** Throws `picture.not-found` or `picture.file-missing`. */
  picture(id: PictureId): Promise<MediaFile>;
  /** Longer side in pixels; made on first use. */
  thumbnail(id: PictureId, size: 256 | 512): Promise<MediaFile>;
  /** The latest rough picture of a candidate in the works. */
  preview(
    jobId: JobId,
    index: number,
  ): { readonly bytes: Uint8Array; readonly type: string } | undefined;
}
