/** The picture and the mask of an edit, at full size, as the engine gets them. */
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { Before } from '#main/core/gallery/picture-codec.port.ts';
import type { PictureReader } from '#main/core/rank/picture-reader.port.ts';
import type { EditSettings } from '#shared/domain/edit.ts';
import { MAX_SIDE } from '#shared/domain/size.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { featherPlane } from '#shared/numeric/feather-plane.ts';
import { grownPicture } from './grown-picture.ts';
import type { MaskFiles } from './mask-files.port.ts';

export interface EditSource {
  readonly pixels: Pixels;
  /** uint8 [height, width]: 255 may change; absent: everywhere. */
  readonly mask?: Uint8Array | undefined;
  /** What its file was, for whoever writes what was made of it. */
  readonly before: Before;
}

interface Parts {
  readonly gallery: Pick<Gallery, 'mediaFile'>;
  readonly reader: PictureReader;
  readonly masks: MaskFiles;
}

type What = Pick<EditSettings, 'source' | 'step' | 'mask' | 'feather'>;

/** Throws `picture.not-found`, `picture.file-missing`, `picture.unreadable`, `edit.mask-not-found`. */
export async function readSource(
  { gallery, reader, masks }: Parts,
  { source, step, mask: id, feather }: What,
): Promise<EditSource> {
  const { path } = await gallery.mediaFile(source);
  const read = await reader.byId(source, { maxSide: MAX_SIDE });
  if (step.kind === 'grow') {
    const { pixels, mask } = grownPicture(read, step.margins);
    const { left, top } = step.margins;
    return { pixels, mask, before: { path, pixels, mask, left, top } };
  }
  const before = { path, pixels: read, left: 0, top: 0 };
  if (id === undefined) return { pixels: read, before };
  const { width, height } = read;
  const mask = await masks.read(id, width, height);
  featherPlane(mask, width, height, feather);
  return { pixels: read, mask, before: { ...before, mask } };
}
