/** Pictures as drawings that keep their edges at any size. */
import type { MetadataText } from '#main/core/gallery/metadata-text.records.ts';

export interface SvgOptions {
  /** At most so many flat colours, 2 to 32; fewer where the picture needs no more. */
  readonly colours: number;
  /** Of the drawing as it says of itself; it may be shown at any other. Absent: the picture's. */
  readonly longerSide?: number;
  /** `#rrggbb` */
  readonly background?: string;
  readonly texts: readonly MetadataText[];
}

export interface Vectoriser {
  /**
   * An SVG file of curves, at most 256 KiB large: more colours are given up before that.
   * The same picture and options give the same bytes. Throws `picture.unreadable`.
   */
  toSvg(path: string, name: string, options: SvgOptions): Promise<Uint8Array>;
}
