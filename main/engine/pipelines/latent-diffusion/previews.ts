/** Rough pictures of what a run is at: by a tiny decoder where there is one that works, else by colours. */
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { DiffusionFamily } from '#shared/safetensors/recognise.ts';
import { previewOf } from './latent-preview.ts';
import { openPreviewDecoder, type PreviewDecoder } from './preview-decoder.ts';

/** Undefined where it is too early for another. @param latent clean, as the scheduler has it */
export type DrawPreview = (
  latent: ArrayLike<number>,
  shape: readonly [channels: number, height: number, width: number],
) => Promise<Pixels | undefined>;

/**
 * A decoder that cannot be used costs nobody a picture: previews are drawn by colours then.
 *
 * @param path of a tiny decoder
 */
export async function openPreviews(
  context: EngineContext,
  path: string | undefined,
  family: DiffusionFamily,
): Promise<DrawPreview> {
  let decoder: PreviewDecoder | undefined;
  try {
    if (path !== undefined) decoder = await openPreviewDecoder(context, path);
  } catch (error) {
    if (!(error instanceof EaselError)) throw error;
  }
  return async (latent, shape) => {
    try {
      if (decoder !== undefined) return await decoder.draw(latent, shape);
    } catch (error) {
      if (!(error instanceof EaselError)) throw error;
      decoder = undefined;
    }
    return previewOf(latent, shape[2], shape[1], family);
  };
}
