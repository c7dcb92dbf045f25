/** A picture as a U-Net with an IP-Adapter is shown it. */
import type { DiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { embedForAdapter } from '#main/engine/clip/community/embed-for-adapter.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { ShownPicture } from '#main/engine/pipelines/latent-diffusion/guided-unet.ts';
import type { StylePicture } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

/**
 * Throws what opening the CLIP throws, and `checkpoint.unsupported` where its embeddings are not those
 * that the adapter was taught with.
 */
export async function lookAtStyle(
  context: EngineContext,
  { unet }: Pick<DiffusionCheckpoint, 'unet'>,
  { encoder, pixels, weight }: Omit<StylePicture, 'adapter'>,
): Promise<ShownPicture> {
  const embedding = await embedForAdapter(context, encoder, pixels);
  const wanted = unet.adapter?.embedWidth ?? 0;
  if (embedding.length === wanted) return { embedding, weight };
  const reason = `its embeddings have ${embedding.length} numbers instead of ${wanted}`;
  throw new EaselError('checkpoint.unsupported', { id: encoder.id, file: 'config.json', reason });
}
