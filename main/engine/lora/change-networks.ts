/** Networks as LoRAs change them. Nothing of it is written anywhere: the graphs are. */
import type { NetworkFiles } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { GraphWriter } from '#main/engine/graph/graph-writer.ts';
import type { LoraRef } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { LoraPart, LoraSite } from '#shared/safetensors/lora.ts';
import { changedWeight, fits } from './low-rank.ts';
import { openLora, type LowRank, type OpenLora } from './open-lora.ts';

/** What a LoRA may call the layer of a tensor, dots and underscores being one. */
export interface LayerName {
  readonly layer: string;
  /** The tensor is one of several equal parts of the rows of that layer's matrix. */
  readonly rows?: { readonly index: number; readonly of: number };
}

/** One network of a checkpoint. */
export interface ChangeableNetwork {
  readonly part: LoraPart;
  readonly files: NetworkFiles;
  /** All of its layers, also those that are not asked for here. */
  readonly write: (graph: GraphWriter) => void;
  readonly namesOf: (weight: string) => readonly LayerName[];
}

export interface ChangedNetworks {
  /** In the order asked. */
  readonly files: readonly NetworkFiles[];
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
 *
 * @param family as people call it, for errors
 */
export async function changeNetworks(
  { id, family }: { readonly id: string; readonly family: string },
  refs: readonly LoraRef[],
  networks: readonly ChangeableNetwork[],
): Promise<ChangedNetworks> {
  const loras: OpenLora[] = [];
  for (const ref of refs) if (ref.weight !== 0) loras.push(await openLora(ref));
  if (loras.length === 0) return { files: networks.map(({ files }) => files), unmatched: [] };

  const otherFamily = (file: string): EaselError =>
    new EaselError('lora.other-family', { file, checkpoint: id, family });
  const used = new Set<LoraSite>();
  const files = networks.map(changed);
  const unmatched = loras.map(({ file, sites, leftOver }) => {
    const names = sites.filter((site) => !used.has(site)).map(({ written }) => written);
    if (names.length === sites.length) throw otherFamily(file);
    return { file, names: [...names, ...leftOver] };
  });
  return { files, unmatched: unmatched.filter(({ names }) => names.length > 0) };

  function changed({ part, files: own, write, namesOf }: ChangeableNetwork): NetworkFiles {
    const matches = new Map<OpenLora, Match[]>();
    for (const name of weightNames(id, own, write)) {
      const names = namesOf(name);
      for (const lora of loras) {
        const whole = lora.sites.find(
          (one) => one.part === part && names.some(({ layer }) => layer === one.layer),
        );
        if (whole === undefined) continue;
        const rows = names.find(({ layer }) => layer === whole.layer)?.rows;
        const site = rows === undefined ? whole : rowsOfSite(whole, rows);
        if (!fits(site, own.weights.find(name)?.dims ?? [])) throw otherFamily(lora.file);
        used.add(whole);
        matches.set(lora, [...(matches.get(lora) ?? []), { name, site }]);
      }
    }
    if (matches.size === 0) return own;
    return {
      ...own,
      key: `${own.key} ${loras.map(({ key }) => key).join(' ')}`,
      changes: async () => {
        const changes = await readAll(loras, matches);
        return (graph, name, weight) => changedWeight(graph, name, weight, changes.get(name) ?? []);
      },
    };
  }
}

/** The change of some of a joined matrix's rows: those of its `up`. */
function rowsOfSite(
  site: LoraSite,
  { index, of }: { readonly index: number; readonly of: number },
): LoraSite {
  const [rows = 0, ...rest] = site.up.dims;
  const length = site.up.length / of;
  const offset = site.up.offset + index * length;
  return { ...site, up: { ...site.up, dims: [rows / of, ...rest], offset, length } };
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
