/** Pictures with what counts in the light. */
import type { MetadataText } from '#main/core/gallery/metadata-text.records.ts';

export interface OverlayPainter {
  /**
   * A PNG of a picture, dimmed where its map is low, as the screens show it.
   *
   * @param map of `EXPLANATION_SIDE` squared cells
   */
  paint(path: string, map: readonly number[], texts: readonly MetadataText[]): Promise<Uint8Array>;
}
