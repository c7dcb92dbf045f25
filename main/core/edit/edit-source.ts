/** The picture and the mask of an edit, at full size, as the engine gets them. */
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
}

type What = Pick<EditSettings, 'source' | 'step' | 'mask' | 'feather'>;

/** Throws `picture.not-found`, `picture.file-missing`, `picture.unreadable`, `edit.mask-not-found`. */
export async function readSource(
  { reader, masks }: { readonly reader: PictureReader; readonly masks: MaskFiles },
  { source, step, mask: id, feather }: What,
): Promise<EditSource> {
  const pixels = await reader.byId(source, { maxSide: MAX_SIDE });
  if (step.kind === 'grow') return grownPicture(pixels, step.margins);
  if (id === undefined) return { pixels };
  const { width, height } = pixels;
  const mask = await masks.read(id, width, height);
  featherPlane(mask, width, height, feather);
  return { pixels, mask };
}
