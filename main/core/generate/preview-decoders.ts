/** Tiny decoders among the weights of this machine: they draw previews for checkpoints of their family. */
import type { CommunityFile, CommunityFiles } from '#main/core/checkpoints/community-files.port.ts';
import { nameOf } from '#main/core/checkpoints/read-checkpoint.ts';
import { SafetensorsFault } from '#shared/safetensors/header.ts';
import { recognise } from '#shared/safetensors/recognise.ts';

/** Channels of a latent of the Stable Diffusion line. */
const CHANNELS = 4;

interface FoundDecoder {
  readonly path: string;
  readonly families: readonly string[];
}

export class PreviewDecoders {
  readonly #files: CommunityFiles;
  /** By place and revision: a header is read once for each content. */
  #known = new Map<string, FoundDecoder | undefined>();

  constructor(files: CommunityFiles) {
    this.#files = files;
  }

  /** Absolute path of one for that family; undefined where there is none. */
  async find(family: string): Promise<string | undefined> {
    return (await this.#survey()).find(({ families }) => families.includes(family))?.path;
  }

  async places(): Promise<{ name: string; path: string }[]> {
    return (await this.#survey()).map(({ path }) => ({ name: nameOf(path), path }));
  }

  async #survey(): Promise<readonly FoundDecoder[]> {
    const known = new Map<string, FoundDecoder | undefined>();
    for (const one of await this.#files.find()) {
      if (one.kind !== 'file') continue;
      const key = `${one.folder}/${one.file} ${one.revision}`;
      known.set(key, this.#known.has(key) ? this.#known.get(key) : await this.#read(one));
    }
    this.#known = known;
    return [...known.values()].filter((found) => found !== undefined);
  }

  async #read({ folder, file }: CommunityFile): Promise<FoundDecoder | undefined> {
    const path = `${folder}/${file}`;
    try {
      const found = recognise(await this.#files.readHeader(path));
      if (found.kind !== 'preview-decoder' || found.channels !== CHANNELS) return undefined;
    } catch (error) {
      if (error instanceof SafetensorsFault) return undefined;
      throw error;
    }
    // Both kinds have the same shapes: their names alone tell them apart, as their author named them.
    const isXl = /xl/i.test(file) || (!/taesd/i.test(file) && /xl/i.test(nameOf(folder)));
    return { path, families: isXl ? ['sdxl'] : ['sd1', 'sd2'] };
  }
}
