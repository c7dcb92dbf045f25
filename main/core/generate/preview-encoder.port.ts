/** Makes a small picture file out of a rough preview. */
import type { Pixels } from '#shared/engine-protocol/messages.ts';

export interface PreviewEncoder {
  encodePreview(pixels: Pixels): Promise<{ readonly bytes: Uint8Array; readonly type: string }>;
}
