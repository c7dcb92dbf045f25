/** The bytes of pictures, by id. Hosts serve them at an address of their own kind. */
import type { MediaFile } from '#main/core/gallery/media-file.ts';
import type { JobId, PictureId } from '#shared/domain/ids.ts';

export interface MediaAccess {
  /** Throws `picture.not-found` or `picture.file-missing`. */
  picture(id: PictureId): Promise<MediaFile>;
  /** Longer side in pixels; made on first use. */
  thumbnail(id: PictureId, size: 256 | 512): Promise<MediaFile>;
  /** A PNG to give away: with prompt and settings only where the user's settings say so. */
  exported(id: PictureId): Promise<Uint8Array>;
  /** The latest rough picture of a candidate in the works. */
  preview(
    jobId: JobId,
    index: number,
  ): { readonly bytes: Uint8Array; readonly type: string } | undefined;
}
