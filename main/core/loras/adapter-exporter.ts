/** LoRAs, and what CLIPs were taught, as files that leave: the same bytes under the same name. */
import type { LocalWeights } from '#main/core/checkpoints/transfers/transfer-space.port.ts';
import type { ClipAdapters } from '#main/core/clips/clip-adapters.ts';
import type { ExportTarget } from '#main/core/export/export-target.port.ts';
import type { ExportTickets } from '#main/core/export/export-tickets.ts';
import { numbered } from '#main/core/export/file-name.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { Loras } from './loras.ts';

interface Parts {
  readonly loras: Pick<Loras, 'places'>;
  readonly clipAdapters: Pick<ClipAdapters, 'list'>;
  readonly weights: Pick<LocalWeights, 'read'>;
  readonly tickets: Pick<ExportTickets, 'hold'>;
  readonly target: ExportTarget;
}

interface LeavingFile {
  /** Absolute. */
  readonly path: string;
  readonly file: string;
}

export class AdapterExporter {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A ticket for a download. Throws `lora.not-found`. */
  async prepare(name: string): Promise<{ ticket: string; name: string }> {
    const { weights, tickets } = this.#parts;
    const { path, file } = await this.#find(name);
    async function* content(): AsyncGenerator<Uint8Array, void> {
      yield* weights.read(path);
    }
    return {
      ticket: tickets.hold({ name: file, type: 'application/octet-stream', content }),
      name: file,
    };
  }

  /**
   * Into a folder, under the next free number where the name is taken.
   *
   * Throws `lora.not-found` and `export.target-not-writable`.
   */
  async save(name: string, folder: string): Promise<{ path: string }> {
    const { weights, target } = this.#parts;
    const { path, file } = await this.#find(name);
    const opened = await target.openFolder(folder);
    for (const tried of numbered(file)) {
      if (await target.exists(opened, tried)) continue;
      return { path: await target.write(opened, tried, weights.read(path)) };
    }
    throw new RangeError('names do not end');
  }

  async #find(asked: string): Promise<LeavingFile> {
    const { loras, clipAdapters } = this.#parts;
    const places = [...(await loras.places()), ...(await clipAdapters.list())];
    const found = places.find(({ name }) => name === asked);
    if (found !== undefined) return { path: found.path, file: `${found.name}.safetensors` };
    const choices = places.map(({ name }) => name).join(', ') || '–';
    throw new EaselError('lora.not-found', { name: asked, choices });
  }
}
