/** Plain resampling of pixels. */
import type { Size } from '#shared/domain/size.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';

export interface PixelResizer {
  /** By Lanczos's kernel; clear pixels do not bleed into edges. */
  resize(pixels: Pixels, size: Size): Promise<Pixels>;
}
