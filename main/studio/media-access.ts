/** The bytes of pictures, by id. Hosts serve them at an address of their own kind. */
import type { ExportDownload } from '#main/core/export/export-tickets.ts';
import type { MediaFile } from '#main/core/gallery/media-file.ts';
import type { UploadBody } from '#main/core/upload/uploads.ts';
import type { MaskId } from '#shared/domain/mask-id.ts';
import type { PictureBytes } from '#main/core/training/dataset/dataset-media.ts';
import type { DatasetId } from '#shared/domain/dataset.ts';
import type { RunId } from '#shared/domain/training.ts';
import type { JobId, PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import type { RecalledSettings } from '#shared/domain/recalled.ts';

export interface MediaAccess {
  /** Throws `picture.not-found` or `picture.file-missing`. */
  picture(id: PictureId): Promise<MediaFile>;
  /** Longer side in pixels; made on first use. */
  thumbnail(id: PictureId, size: 256 | 512): Promise<MediaFile>;
  /** A mask of edits. Throws `edit.mask-not-found`. */
  mask(id: MaskId): Promise<MediaFile>;
  /** A PNG to give away: with prompt and settings only where the user's settings say so. */
  exported(id: PictureId): Promise<Uint8Array>;
  /** A prepared download; undefined for what is no ticket. Throws `export.expired`. */
  download(ticket: string): ExportDownload | undefined;
  /** Takes what is sent into the library. Throws what makes it no picture. */
  importUpload(
    body: UploadBody,
    name: string,
  ): Promise<{
    readonly picture: Picture;
    /** Whether it was not there before, or only in the trash. */
    readonly isNew: boolean;
  }>;
  /** Reads how it was made; nothing is kept. Throws `picture.no-settings` and what else is wrong. */
  recallUpload(body: UploadBody, name: string): Promise<{ readonly recalled: RecalledSettings }>;
  /** Looks at it, so that its like can be looked for under the key. */
  similarUpload(body: UploadBody, name: string): Promise<{ readonly key: string }>;
  /** Keeps it as the mask of edits to come. Throws what makes it no picture. */
  maskUpload(body: UploadBody, name: string): Promise<{ readonly id: MaskId }>;
  /** A picture that is learnt from, its longer side at most `size`. Throws `dataset.not-found`. */
  datasetPicture(id: DatasetId, key: string, size: number): Promise<PictureBytes>;
  /** The same as a network is shown it, in one of eight ways. */
  augmentedPicture(id: DatasetId, key: string, variant: number): Promise<PictureBytes>;
  /** Where the file of a run's sample lies. Throws `access.not-found`. */
  runSample(id: RunId, step: number, index: number): Promise<string>;
  /** The latest rough picture of a candidate in the works. */
  preview(
    jobId: JobId,
    index: number,
  ): { readonly bytes: Uint8Array; readonly type: string } | undefined;
}
