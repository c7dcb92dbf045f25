/** The pictures that have a part in a generation, as asked for and as they are used. */
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { PictureReader } from '#main/core/rank/picture-reader.port.ts';
import { workingRegion } from '#main/core/edit/working-region.ts';
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import type { GenerationRequest, GenerationSettings } from '#shared/domain/generation.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { ReferencePicture, StartPicture } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { ranged } from './resolve-generation.ts';

/** What the engine looks at of a reference: its CLIP and its canvas are smaller. */
const REFERENCE_SIDE = 256;

export type ChosenPictures = Pick<GenerationSettings, 'references' | 'start'>;

/**
 * Looks for the pictures and notes what they are; a reference of weight 0 is none.
 *
 * Throws `picture.not-found`, `picture.file-missing`, `generate.value-out-of-range` and, where the
 * checkpoint takes words alone, `generate.references-unsupported`.
 */
export async function choosePictures(
  { references = [], start }: Pick<GenerationRequest, 'references' | 'start'>,
  { name, takesReferences }: Pick<CheckpointSummary, 'name' | 'takesReferences'>,
  gallery: Pick<Gallery, 'get' | 'mediaFile'>,
): Promise<ChosenPictures> {
  const weighty = references.filter(({ weight }) => weight !== 0);
  if (weighty.length > 0 && !takesReferences) {
    throw new EaselError('generate.references-unsupported', { checkpoint: name });
  }
  const contentOf = async (id: PictureId) => {
    const { sha256 } = gallery.get(id);
    await gallery.mediaFile(id);
    return { id, sha256 };
  };
  const chosen = await Promise.all(
    weighty.map(async ({ id, weight }) => ({
      ...(await contentOf(id)),
      weight: ranged('weight', weight, 0, -1, 1),
    })),
  );
  return {
    ...(chosen.length === 0 ? {} : { references: chosen }),
    ...(start === undefined
      ? {}
      : {
          start: {
            ...(await contentOf(start.id)),
            strength: ranged('strength', start.strength, 0, 0, 1),
          },
        }),
  };
}

/** Their pixels. Throws `picture.not-found`, `picture.file-missing` or why they cannot be read. */
export async function readPictures(
  { references = [], start, width, height }: GenerationSettings,
  checkpoint: Pick<CheckpointSummary, 'native' | 'sizes'>,
  reader: PictureReader,
): Promise<{
  readonly references: readonly ReferencePicture[];
  readonly start?: StartPicture;
}> {
  const read = await Promise.all(
    references.map(async ({ id, weight }) => ({
      pixels: await reader.byId(id, { maxSide: REFERENCE_SIDE }),
      weight,
    })),
  );
  if (start === undefined) return { references: read };
  // Variations are of the checkpoint's size: what is larger would only be enlarged again.
  const pixels = await reader.byId(start.id, { maxSide: Math.max(width, height) });
  const { region } = workingRegion(pixels, undefined, checkpoint);
  const { strength } = start;
  return { references: read, start: { pixels, region, strength, isVaried: true } };
}
