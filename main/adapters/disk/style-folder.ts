/** The made style references, in the folder that comes with the studio. */
import { join } from 'node:path';
import type { StyleReferences } from '#main/core/edit/style-references.port.ts';
import type { PictureCodec } from '#main/core/gallery/picture-codec.port.ts';

export function openStyleFolder(folder: string, codec: PictureCodec): StyleReferences {
  return {
    read: (name, maxSide) => codec.readPixels(join(folder, `${name}.webp`), name, maxSide),
  };
}
