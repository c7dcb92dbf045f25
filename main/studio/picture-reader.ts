/** Pixels for ranking, from the library or from a file of this machine. */
import { basename } from 'node:path';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { PictureCodec } from '#main/core/gallery/picture-codec.port.ts';
import type { PictureReader } from '#main/core/rank/picture-reader.port.ts';

export function openPictureReader(gallery: Gallery, codec: PictureCodec): PictureReader {
  return {
    async byId(id, { maxSide }) {
      const { path } = await gallery.mediaFile(id);
      return codec.readPixels(path, id, maxSide);
    },
    byPath: (path, { maxSide }) => codec.readPixels(path, basename(path), maxSide),
  };
}
