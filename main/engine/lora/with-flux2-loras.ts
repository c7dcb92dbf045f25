/** A FLUX.2 checkpoint as LoRAs change it: its transformer; its language model is left as it is. */
import type { Flux2Checkpoint } from '#main/engine/checkpoint/flux2/flux2-checkpoint.ts';
import { writeFlux2 } from '#main/engine/graph/networks/flux2/flux2.ts';
import { flux2Original, partOfJoined } from '#main/engine/graph/weights/layouts/flux2.ts';
import type { LoraRef } from '#shared/engine-protocol/messages.ts';
import { flatLayer } from '#shared/safetensors/lora.ts';
import { changeNetworks, type ChangedNetworks, type LayerName } from './change-networks.ts';

/** Throws what `changeNetworks` throws. */
export async function withFlux2Loras(
  checkpoint: Flux2Checkpoint,
  refs: readonly LoraRef[],
): Promise<Pick<ChangedNetworks, 'unmatched'> & { readonly checkpoint: Flux2Checkpoint }> {
  const { id, transformer } = checkpoint;
  const {
    files: [files = transformer.files],
    unmatched,
  } = await changeNetworks({ id, family: 'FLUX.2 klein' }, refs, [
    {
      ...{ part: 'unet', files: transformer.files, namesOf },
      write: (graph) => {
        writeFlux2(graph, transformer.config);
      },
    },
  ]);
  return { checkpoint: { ...checkpoint, transformer: { ...transformer, files } }, unmatched };
}

const original = flux2Original('');

/** By its name in diffusers, or in original files, where queries, keys and values are joined. */
function namesOf(weight: string): readonly LayerName[] {
  const flat = flatLayer(weight.replace(/\.weight$/, ''));
  const names: LayerName[] = [{ layer: flat }];
  // What readers of LoRA files make of a name that ends so.
  if (flat.endsWith('_to_out')) names.push({ layer: `${flat}_0` });
  original(weight, (stored) => {
    const rows = partOfJoined(weight);
    const layer = flatLayer(stored.replace(/\.weight$/, ''));
    names.push(rows === undefined ? { layer } : { layer, rows });
    return undefined;
  });
  return names;
}
