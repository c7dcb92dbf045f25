/** The LoRAs on this machine, and those that a prompt asks for. */
import type { CommunityFile, CommunityFiles } from '#main/core/checkpoints/community-files.port.ts';
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import { loraFamilySchema, type LoraSummary, type UsedLora } from '#shared/domain/lora.ts';
import type { LoraRef } from '#shared/engine-protocol/messages.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { readLoraFile } from './read-lora-file.ts';

/** Where they may lie. */
export interface LoraPlaces {
  /** The user's folder of LoRAs: whatever else lies there is named as a problem. */
  readonly own: CommunityFiles;
  /** The folder of checkpoints, where downloads and imports arrive. */
  readonly shared: CommunityFiles;
}

export interface LoraUse {
  readonly name: string;
  readonly weight: number;
}

export interface ChosenLoras {
  readonly refs: readonly LoraRef[];
  /** For the record of a picture. */
  readonly used: readonly UsedLora[];
}

interface FoundLora {
  readonly summary: LoraSummary;
  readonly path: string;
  readonly files: CommunityFiles;
  /** Names its place and content. */
  readonly key: string;
}
type Outcome = { readonly lora: FoundLora } | { readonly error: EaselError };

export class Loras {
  readonly #places: LoraPlaces;
  /** By place and revision: a header is read once for each content. */
  #known = new Map<string, Outcome>();
  readonly #hashes = new Map<string, string>();

  constructor(places: LoraPlaces) {
    this.#places = places;
  }

  async list(): Promise<{
    loras: LoraSummary[];
    problems: { file: string; error: ErrorShape }[];
  }> {
    const { found, problems } = await this.#survey();
    return {
      loras: found.map(({ summary }) => summary),
      // What CLIPs were taught is no problem; it is only told of where a prompt asks for it.
      problems: problems
        .filter(({ error }) => error.code !== 'lora.for-clip')
        .map(({ file, error }) => ({ file, error: toErrorShape(error) })),
    };
  }

  /** Where each lies. */
  async places(): Promise<{ name: string; path: string }[]> {
    const { found } = await this.#survey();
    return found.map(({ summary, path }) => ({ name: summary.name, path }));
  }

  /**
   * The files of those that a prompt names. Throws `prompt.lora-unsupported` where the checkpoint
   * takes none, `lora.not-found`, `lora.other-family`, or why a file cannot be used.
   */
  async choose(uses: readonly LoraUse[], checkpoint: CheckpointSummary): Promise<ChosenLoras> {
    const [first] = uses;
    if (first === undefined) return { refs: [], used: [] };
    const takesAny = loraFamilySchema.safeParse(checkpoint.family).success;
    if (!takesAny || checkpoint.isReadyGraph === true) {
      throw new EaselError('prompt.lora-unsupported', {
        ...{ checkpoint: checkpoint.name, name: first.name },
      });
    }
    const survey = await this.#survey();
    const refs: LoraRef[] = [];
    const used: UsedLora[] = [];
    for (const { name, weight } of uses) {
      const lora = find(survey, name);
      const { summary, path } = lora;
      // Spark's adapters always say that they are; files of unknown origin are for the other families.
      const isForeign = summary.family !== undefined || checkpoint.family === 'spark';
      if (isForeign && summary.family !== checkpoint.family) {
        throw new EaselError('lora.other-family', {
          ...{ file: summary.file, checkpoint: checkpoint.name },
          family: checkpoint.version,
        });
      }
      refs.push({ name: summary.name, path, weight });
      used.push({ name: summary.name, weight, hash: await this.#hash(lora) });
    }
    return { refs, used };
  }

  async #hash({ files, path, key }: FoundLora): Promise<string> {
    const hash = this.#hashes.get(key) ?? (await files.fingerprint([path]));
    this.#hashes.set(key, hash);
    return hash;
  }

  /** The own folder comes first and wins a name. */
  async #survey(): Promise<Survey> {
    const known = new Map<string, Outcome>();
    const found: FoundLora[] = [];
    const problems: Survey['problems'][number][] = [];
    const { own, shared } = this.#places;
    for (const files of [own, shared]) {
      for (const one of await files.find()) {
        if (one.kind !== 'file') continue;
        const key = `${one.folder}/${one.file} ${one.revision}`;
        const outcome = this.#known.get(key) ?? (await read(files, one, key));
        known.set(key, outcome);
        if ('lora' in outcome) {
          const { name } = outcome.lora.summary;
          if (!found.some(({ summary }) => summary.name === name)) found.push(outcome.lora);
        } else if (files === own || outcome.error.code === 'lora.unsupported') {
          problems.push({ file: one.file, error: outcome.error });
        }
      }
    }
    this.#known = known;
    return {
      found: found.toSorted((a, b) => (a.summary.name < b.summary.name ? -1 : 1)),
      problems,
    };
  }
}

interface Survey {
  readonly found: readonly FoundLora[];
  readonly problems: readonly { readonly file: string; readonly error: EaselError }[];
}

async function read(files: CommunityFiles, one: CommunityFile, key: string): Promise<Outcome> {
  try {
    const summary = await readLoraFile(files, one);
    return { lora: { summary, path: `${one.folder}/${one.file}`, files, key } };
  } catch (error) {
    if (error instanceof EaselError) return { error };
    throw error;
  }
}

/** By its name, or by its name in other letters; a broken one by its file's. */
function find({ found, problems }: Survey, asked: string): FoundLora {
  const name = asked.replace(/\.safetensors$/i, '');
  const same = (other: string): boolean => other.toLowerCase() === name.toLowerCase();
  const lora =
    found.find(({ summary }) => summary.name === name) ??
    found.find(({ summary }) => same(summary.name));
  if (lora !== undefined) return lora;
  const broken = problems.find(({ file }) => same(file.replace(/\.safetensors$/i, '')));
  if (broken !== undefined) throw broken.error;
  const choices = found.map(({ summary }) => summary.name).join(', ') || '–';
  throw new EaselError('lora.not-found', { name: asked, choices });
}
