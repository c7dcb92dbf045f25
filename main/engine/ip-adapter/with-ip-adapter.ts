/** A checkpoint of the Stable Diffusion line whose U-Net is shown a picture's style besides the words. */
import type { DiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import type { StyleAdapterRef } from '#shared/engine-protocol/messages.ts';
import type { DiffusionFamily } from '#shared/safetensors/recognise.ts';
import { openIpAdapter } from './open-ip-adapter.ts';

/**
 * Blocks that decide on the style and leave the content alone (Wang et al., "InstantStyle", 2024, and
 * its scripts for each family).
 */
const styleBlocks: Readonly<Record<DiffusionFamily, RegExp>> = {
  sd1: /^up_blocks\.1\./,
  sd2: /^up_blocks\.1\./,
  sdxl: /^up_blocks\.0\.attentions\.1\./,
};

/**
 * @param looks which transformer blocks are shown the picture
 * Throws what `openIpAdapter` throws.
 */
export async function withIpAdapter(
  checkpoint: DiffusionCheckpoint,
  ref: StyleAdapterRef,
  looks: (block: string) => boolean = (block) => styleBlocks[checkpoint.family].test(block),
): Promise<DiffusionCheckpoint> {
  const adapter = await openIpAdapter(ref, checkpoint, looks);
  const { unet } = checkpoint;
  const { files } = unet;
  return {
    ...checkpoint,
    unet: {
      ...unet,
      files: {
        ...files,
        key: `${files.key} ${adapter.key} ${adapter.elements}`,
        elements: files.elements + adapter.elements,
        bytes: files.bytes + adapter.bytes,
      },
      adapter,
    },
  };
}
