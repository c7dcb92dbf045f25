/** What CLIPs were taught, as files among the LoRAs: each belongs to one CLIP and is switched on for it. */
import type { CommunityFile, CommunityFiles } from '#main/core/checkpoints/community-files.port.ts';
import { SafetensorsFault } from '#shared/safetensors/header.ts';
import { readClipAdapter } from '#shared/safetensors/clip-adapter.ts';

export interface InstalledClipAdapter {
  /** Its file's, without the ending. */
  readonly name: string;
  readonly title: string;
  /** Names the space of the CLIP that it was taught to. */
  readonly base: string;
  readonly words: readonly string[];
  readonly bytes: number;
  /** Absolute. */
  readonly path: string;
  /** Names the exact weights. */
  readonly hash: string;
}

export class ClipAdapters {
  readonly #places: readonly CommunityFiles[];
  /** By place and revision: a header is read once for each content. */
  #known = new Map<string, InstalledClipAdapter | undefined>();

  /** @param places the first wins a name */
  constructor(places: readonly CommunityFiles[]) {
    this.#places = places;
  }

  /** By name. */
  async list(): Promise<InstalledClipAdapter[]> {
    const known = new Map<string, InstalledClipAdapter | undefined>();
    const found = new Map<string, InstalledClipAdapter>();
    for (const files of this.#places) {
      for (const one of await files.find()) {
        if (one.kind !== 'file') continue;
        const key = `${one.folder}/${one.file} ${one.revision}`;
        const adapter = this.#known.has(key) ? this.#known.get(key) : await read(files, one);
        known.set(key, adapter);
        if (adapter !== undefined && !found.has(adapter.name)) found.set(adapter.name, adapter);
      }
    }
    this.#known = known;
    return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }
}

async function read(
  files: CommunityFiles,
  { folder, file, bytes }: CommunityFile,
): Promise<InstalledClipAdapter | undefined> {
  const path = `${folder}/${file}`;
  try {
    if (await files.isPickled(path)) return undefined;
    const facts = readClipAdapter(await files.readHeader(path));
    if (facts === undefined) return undefined;
    const { base, words, title } = facts;
    const name = file.replace(/\.safetensors$/i, '');
    return { name, title, base, words, bytes, path, hash: await files.fingerprint([path]) };
  } catch (error) {
    if (error instanceof SafetensorsFault) return undefined;
    throw error;
  }
}
