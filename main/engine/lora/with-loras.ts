/** A checkpoint as LoRAs change it. Nothing of it is written anywhere: its graphs are. */
import type {
  DiffusionCheckpoint,
  NetworkFiles,
} from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { GraphWriter } from '#main/engine/graph/graph-writer.ts';
import { ldmUnetLayout } from '#main/engine/graph/weights/layouts/ldm-unet.ts';
import { writeTextTower } from '#main/engine/graph/networks/clip/text-tower.ts';
import { writeUnet } from '#main/engine/graph/networks/unet/unet.ts';
import type { LoraRef } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { flatLayer, type LoraPart, type LoraSite } from '#shared/safetensors/lora.ts';
import { changedWeight, fits } from './low-rank.ts';
import { openLora, type LowRank, type OpenLora } from './open-lora.ts';

export interface ChangedCheckpoint {
  readonly checkpoint: DiffusionCheckpoint;
  /** Names in LoRA files that no layer of the checkpoint has. */
  readonly unmatched: readonly { readonly file: string; readonly names: readonly string[] }[];
}

/** A site of a LoRA, and the tensor that it changes. */
interface Match {
  readonly name: string;
  readonly site: LoraSite;
}

/**
 * Later LoRAs are added to earlier ones; those of weight 0 are left out. Throws
 * `checkpoint.damaged`, `lora.unsupported`, or `lora.other-family` when the shapes are not those of
 * this checkpoint, or none of its layers is known.
 */
export async function withLoras(
  checkpoint: DiffusionCheckpoint,
  refs: readonly LoraRef[],
): Promise<ChangedCheckpoint> {
  const loras: OpenLora[] = [];
  for (const ref of refs) if (ref.weight !== 0) loras.push(await openLora(ref));
  if (loras.length === 0) return { checkpoint, unmatched: [] };

  const used = new Set<LoraSite>();
  const unet = changed('unet', checkpoint.unet.files, (graph) => {
    writeUnet(graph, checkpoint.unet.config);
  });
  const towers = checkpoint.towers.map((tower, index) => ({
    ...tower,
    files: changed(index === 0 ? 'text' : 'text_2', tower.files, (graph) => {
      // All of its layers, also those that are not asked for here.
      const whole = { ...tower.config, skippedLayers: 0, isNormalised: true };
      writeTextTower(graph, { ...whole, endToken: tower.tokenizer.endId });
    }),
  }));
  const unmatched = loras.map(({ file, sites, leftOver }) => {
    const names = sites.filter((site) => !used.has(site)).map(({ written }) => written);
    if (names.length === sites.length) throw otherFamily(file, checkpoint);
    return { file, names: [...names, ...leftOver] };
  });
  return {
    checkpoint: { ...checkpoint, unet: { ...checkpoint.unet, files: unet }, towers },
    unmatched: unmatched.filter(({ names }) => names.length > 0),
  };

  function changed(
    part: LoraPart,
    files: NetworkFiles,
    write: (graph: GraphWriter) => void,
  ): NetworkFiles {
    const matches = new Map<OpenLora, Match[]>();
    for (const name of weightNames(checkpoint.id, files, write)) {
      const layers = layersCalled(part, name);
      for (const lora of loras) {
        const site = lora.sites.find((one) => one.part === part && layers.includes(one.layer));
        if (site === undefined) continue;
        if (!fits(site, files.weights.find(name)?.dims ?? [])) {
          throw otherFamily(lora.file, checkpoint);
        }
        used.add(site);
        matches.set(lora, [...(matches.get(lora) ?? []), { name, site }]);
      }
    }
    if (matches.size === 0) return files;
    return {
      ...files,
      key: `${files.key} ${loras.map(({ key }) => key).join(' ')}`,
      changes: async () => {
        const changes = await readAll(loras, matches);
        return (graph, name, weight) => changedWeight(graph, name, weight, changes.get(name) ?? []);
      },
    };
  }
}

function otherFamily(file: string, { id, family }: DiffusionCheckpoint): EaselError {
  return new EaselError('lora.other-family', {
    file,
    checkpoint: id,
    family: family.toUpperCase(),
  });
}

/** Matrices and kernels that a network asks for, found by writing it once to nowhere. */
function weightNames(
  checkpoint: string,
  { weights, file }: NetworkFiles,
  write: (graph: GraphWriter) => void,
): ReadonlySet<string> {
  const names = new Set<string>();
  const change = (_: GraphWriter, name: string, weight: { readonly name: string }) => {
    if (name.endsWith('.weight')) names.add(name);
    return weight;
  };
  write(new GraphWriter(weights, { compute: 'float32', checkpoint, file, change }));
  return names;
}

/** The resnets of each level of all networks of this line. */
const originalUnet = ldmUnetLayout(2);

/** What a LoRA may call the layer: by its name in diffusers, or in original single files. */
function layersCalled(part: LoraPart, weight: string): string[] {
  const names = [weight];
  if (part === 'unet') {
    originalUnet(weight, (original) => {
      names.push(original.replace('model.diffusion_model.', ''));
      return undefined;
    });
  }
  return names.map((name) => flatLayer(name.replace(/\.weight$/, '')));
}

/** The changes of each tensor, in the order of the LoRAs; each file is opened once. */
async function readAll(
  loras: readonly OpenLora[],
  matches: ReadonlyMap<OpenLora, readonly Match[]>,
): Promise<ReadonlyMap<string, readonly LowRank[]>> {
  const changes = new Map<string, LowRank[]>();
  for (const lora of loras) {
    const own = matches.get(lora) ?? [];
    const read = await lora.read(own.map(({ site }) => site));
    for (const [index, { name }] of own.entries()) {
      changes.set(name, [...(changes.get(name) ?? []), read[index]!]);
    }
  }
  return changes;
}
