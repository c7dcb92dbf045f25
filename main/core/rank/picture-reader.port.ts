/** Pixels of pictures that already exist, scaled down where they are larger than needed. */
import type { PictureId } from '#shared/domain/ids.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';

export interface PictureReader {
  /** Throws `picture.not-found` or `picture.file-missing`. */
  byId(id: PictureId, options: { readonly maxSide: number }): Promise<Pixels>;
  /** Throws `picture.unreadable`, `picture.empty` or `picture.too-large`. */
  byPath(path: string, options: { readonly maxSide: number }): Promise<Pixels>;
}
