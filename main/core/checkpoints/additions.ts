/** Everything that was added to the checkpoints that came with Easel: kept whole, or removed. */
import type { Shelf } from '#shared/domain/addition.ts';
import type { Origin, Transfer } from '#shared/domain/transfer.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { AdditionShelf } from './addition-shelf.port.ts';
import type { Transfers } from './transfers/transfers.ts';

/** Which checkpoints lie where, and which CLIPs, what they were taught, decoders of previews, style adapters and LoRAs. */
export interface WeightPlaces {
  readonly checkpoints: () => Promise<readonly { id: string; path: string; version: string }[]>;
  readonly clips: () => Promise<readonly { id: string; path: string }[]>;
  readonly clipAdapters: () => Promise<readonly { name: string; path: string }[]>;
  readonly previewDecoders: () => Promise<readonly { name: string; path: string }[]>;
  readonly styleAdapters: () => Promise<readonly { name: string; path: string }[]>;
  readonly loras: () => Promise<readonly { name: string; path: string }[]>;
}

export class Additions {
  readonly #shelf: AdditionShelf;
  readonly #transfers: Transfers;
  readonly #places: WeightPlaces;

  constructor(shelf: AdditionShelf, transfers: Transfers, places: WeightPlaces) {
    this.#shelf = shelf;
    this.#transfers = transfers;
    this.#places = places;
  }

  async list(): Promise<Shelf> {
    const { folder } = this.#shelf;
    const [entries, places, clips, taught, decoders, styles, loras, freeBytes, trash] =
      await Promise.all([
        this.#shelf.list(),
        this.#places.checkpoints(),
        this.#places.clips(),
        this.#places.clipAdapters(),
        this.#places.previewDecoders(),
        this.#places.styleAdapters(),
        this.#places.loras(),
        this.#shelf.freeBytes(),
        this.#shelf.trash(),
      ]);
    return {
      ...{ folder, freeBytes, trash },
      additions: entries.map(({ name, bytes, origin }) => ({
        ...{ name, bytes },
        ...(origin === undefined ? {} : { source: origin.source, addedAt: origin.addedAt }),
        ...(origin?.license === undefined ? {} : { license: origin.license }),
        checkpoints: namesIn(`${folder}/${name}`, places),
        recognised: places.find(({ path }) => isWithin(`${folder}/${name}`, path))?.version,
        clips: namesIn(`${folder}/${name}`, clips),
        clipAdapters: namesIn(`${folder}/${name}`, taught),
        previewDecoders: namesIn(`${folder}/${name}`, decoders),
        styleAdapters: namesIn(`${folder}/${name}`, styles),
        loras: namesIn(`${folder}/${name}`, loras),
      })),
    };
  }

  /** The addition that a checkpoint lies in, where it is known what that must contain. */
  async holding(checkpoint: string): Promise<string | undefined> {
    const { additions } = await this.list();
    return additions.find(
      ({ source, checkpoints }) => source !== undefined && checkpoints.includes(checkpoint),
    )?.name;
  }

  /**
   * Reads every file and compares it with what was added. Throws `addition.damaged` with the first
   * that is wrong, `addition.unknown-origin` or `addition.not-found`.
   */
  async verify(name: string, signal?: AbortSignal): Promise<{ files: number; bytes: number }> {
    const origin = await this.#origin(name);
    const bad = await this.#badFiles(name, origin, signal);
    const [first] = bad;
    if (first !== undefined) {
      throw new EaselError('addition.damaged', { name, file: first.path, n: bad.length });
    }
    const bytes = origin.files.reduce((sum, file) => sum + file.bytes, 0);
    return { files: origin.files.length, bytes };
  }

  /** Fetches again what is missing or wrong, and nothing else. Throws `addition.is-whole` too. */
  async repair(name: string, signal?: AbortSignal): Promise<Transfer> {
    const origin = await this.#origin(name);
    const files = await this.#badFiles(name, origin, signal);
    if (files.length === 0) throw new EaselError('addition.is-whole', { name });
    const { source, license } = origin;
    return this.#transfers.add({
      ...{ name, source, files: [...files], isRepair: true },
      ...(license === undefined ? {} : { license }),
    });
  }

  /** To the trash, from where `restore` brings it back. Throws `addition.not-found`. */
  async remove(name: string): Promise<void> {
    if (!(await this.#shelf.moveToTrash(name))) {
      throw new EaselError('addition.not-found', { name });
    }
  }

  /** Throws `addition.not-found` when it is not in the trash, or something else has its name now. */
  async restore(name: string): Promise<void> {
    if (!(await this.#shelf.restore(name))) throw new EaselError('addition.not-found', { name });
  }

  emptyTrash(): Promise<void> {
    return this.#shelf.emptyTrash();
  }

  async #origin(name: string): Promise<Origin> {
    const entry = (await this.#shelf.list()).find((one) => one.name === name);
    if (entry === undefined) throw new EaselError('addition.not-found', { name });
    if (entry.origin === undefined) throw new EaselError('addition.unknown-origin', { name });
    return entry.origin;
  }

  async #badFiles(
    name: string,
    origin: Origin,
    signal?: AbortSignal,
  ): Promise<Origin['files'][number][]> {
    const bad: Origin['files'][number][] = [];
    for (const file of origin.files) {
      throwIfCancelled(signal);
      if ((await this.#shelf.hash(name, file.path, signal)) !== file.sha256) bad.push(file);
    }
    return bad;
  }
}

/** What lies in a place, each once. */
function namesIn(
  place: string,
  found: readonly ({ readonly path: string } & (
    { readonly id: string } | { readonly name: string }
  ))[],
): string[] {
  const within = found.filter(({ path }) => isWithin(place, path));
  return [...new Set(within.map((one) => ('id' in one ? one.id : one.name)))];
}

function isWithin(place: string, path: string): boolean {
  const [outer, inner] = [place, path].map((one) => one.replaceAll('\\', '/'));
  return inner === outer || inner?.startsWith(`${outer}/`) === true;
}
