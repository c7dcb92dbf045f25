/** Adjusts pictures at full size, beside everything else that goes on. */
import type { MetadataText } from '#main/core/gallery/metadata-text.records.ts';
import type { Adjustment } from '#shared/domain/adjustment.ts';

export interface AdjustOrder {
  /** Of the source's file, absolute. */
  readonly path: string;
  /** What people know it by, for messages. */
  readonly name: string;
  readonly adjustment: Adjustment;
  /** Where tone, blur and sharpness may change, as a file; absent: everywhere. */
  readonly mask?: { readonly path: string; readonly feather: number } | undefined;
  /** What stays where the background goes, as a file. */
  readonly subject?: string | undefined;
  readonly texts: readonly MetadataText[];
}

/** A PNG file: of as many bits a sample as the source, and in its colour space where that is RGB. */
export interface AdjustedPicture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
}

export interface PictureAdjuster {
  /**
   * Throws `picture.empty`, `picture.unreadable`, `picture.too-large`, `edit.nothing-left`, or
   * CancelledError.
   */
  adjust(order: AdjustOrder, signal?: AbortSignal): Promise<AdjustedPicture>;
}
