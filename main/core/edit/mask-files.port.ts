/** Masks of edits: kept with the library as long as it is, under the hash of what they say. */
import type { MaskId } from '#shared/domain/mask-id.ts';

export interface MaskFiles {
  /**
   * Reads any picture as a mask (white may change, black and clear may not) and keeps it.
   *
   * Throws what makes the file no picture, `library.disk-full`, `library.not-writable`.
   */
  keep(path: string, name: string): Promise<MaskId>;
  /** @param plane uint8 [height, width]; 255 may change wholly */
  keepPlane(plane: Uint8Array, width: number, height: number): Promise<MaskId>;
  /** Where its file lies, absolute. Throws `edit.mask-not-found`. */
  locate(id: MaskId): Promise<string>;
  /**
   * At the size of a picture: uint8 [height, width], 255 may change wholly.
   *
   * Throws `edit.mask-not-found`.
   */
  read(id: MaskId, width: number, height: number): Promise<Uint8Array>;
}
