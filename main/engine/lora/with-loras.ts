/** A checkpoint of the Stable Diffusion line as LoRAs change it. */
import type { DiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { writeTextTower } from '#main/engine/graph/networks/clip/text-tower.ts';
import { writeUnet } from '#main/engine/graph/networks/unet/unet.ts';
import { ldmUnetLayout } from '#main/engine/graph/weights/layouts/ldm-unet.ts';
import type { LoraRef } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { flatLayer } from '#shared/safetensors/lora.ts';
import { changeNetworks, type ChangedNetworks, type LayerName } from './change-networks.ts';

export interface ChangedCheckpoint extends Pick<ChangedNetworks, 'unmatched'> {
  readonly checkpoint: DiffusionCheckpoint;
}

/** Throws what `changeNetworks` throws, and `prompt.lora-unsupported` for ready graphs. */
export async function withLoras(
  checkpoint: DiffusionCheckpoint,
  refs: readonly LoraRef[],
): Promise<ChangedCheckpoint> {
  const { id, family, unet, towers } = checkpoint;
  const { config } = unet;
  if (config === undefined) {
    const [first] = refs;
    if (first === undefined) return { checkpoint, unmatched: [] };
    throw new EaselError('prompt.lora-unsupported', { checkpoint: id, name: first.name });
  }
  const {
    files: [unetFiles = unet.files, ...towerFiles],
    unmatched,
  } = await changeNetworks({ id, family: family.toUpperCase() }, refs, [
    {
      ...{ part: 'unet', files: unet.files, namesOf: unetLayer },
      write: (graph) => {
        writeUnet(graph, config);
      },
    },
    ...towers.map(({ files, config: tower, tokenizer }, index) => ({
      ...{ part: index === 0 ? ('text' as const) : ('text_2' as const), files, namesOf: layer },
      write: (graph: Parameters<typeof writeTextTower>[0]): void => {
        const whole = { ...tower, skippedLayers: 0, isNormalised: true };
        writeTextTower(graph, { ...whole, endToken: tokenizer.endId });
      },
    })),
  ]);
  return {
    checkpoint: {
      ...{ ...checkpoint, unet: { ...unet, files: unetFiles } },
      towers: towers.map((tower, index) => ({ ...tower, files: towerFiles[index] ?? tower.files })),
    },
    unmatched,
  };
}

/** The resnets of each level of all networks of this line. */
const originalUnet = ldmUnetLayout(2);

/** By its name in diffusers, or in original single files. */
function unetLayer(weight: string): LayerName[] {
  const names = layer(weight);
  originalUnet(weight, (original) => {
    names.push(...layer(original.replace('model.diffusion_model.', '')));
    return undefined;
  });
  return names;
}

function layer(weight: string): LayerName[] {
  return [{ layer: flatLayer(weight.replace(/\.weight$/, '')) }];
}
