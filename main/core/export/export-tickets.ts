/** Exports that are fetched at an address: prepared first, so that what cannot be done says so. */
import { randomBytes } from 'node:crypto';
import type { ExportFormat, ExportOptions } from '#shared/domain/export.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { Archiver } from './archive.port.ts';
import type { Exporter, PlannedFile } from './exporter.ts';

/** A ticket lives so long after it was last used, in milliseconds. */
const LIFETIME = 10 * 60_000;
/** The oldest goes when there are more. */
const MAX_TICKETS = 64;
const TICKET = /^t[0-9a-f]{32}$/;

const TYPES: Readonly<Record<ExportFormat, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
  tiff: 'image/tiff',
  svg: 'image/svg+xml',
};

export interface PreparedExport {
  readonly ticket: string;
  readonly files: number;
  /** Of the file that will be fetched. */
  readonly name: string;
  /** Known where nothing is made anew. */
  readonly bytes?: number;
}

export interface ExportDownload {
  readonly name: string;
  readonly type: string;
  /** One file's bytes, or an archive as it is written. */
  readonly content: () => Promise<Uint8Array> | AsyncGenerator<Uint8Array, void>;
}

type Ticket = { usedAt: number } & (
  | { readonly planned: readonly PlannedFile[]; readonly options: ExportOptions }
  | { readonly download: ExportDownload }
);

export class ExportTickets {
  readonly #exporter: Exporter;
  readonly #archiver: Archiver;
  readonly #now: () => number;
  readonly #tickets = new Map<string, Ticket>();

  constructor(exporter: Exporter, archiver: Archiver, now: () => number = Date.now) {
    this.#exporter = exporter;
    this.#archiver = archiver;
    this.#now = now;
  }

  /** Throws `picture.not-found`, `picture.file-missing` or `export.template-invalid`. */
  async prepare(request: {
    readonly ids: readonly PictureId[];
    readonly options: ExportOptions;
  }): Promise<PreparedExport> {
    const { options } = request;
    const planned = await this.#exporter.plan(request.ids, options);
    const ticket = this.#add({ planned, options, usedAt: this.#now() });
    const sizes = planned.map((file) => file.knownBytes);
    const isKnown = planned.length === 1 && sizes[0] !== undefined;
    return {
      ticket,
      files: planned.length,
      name: nameOf(planned),
      ...(isKnown ? { bytes: sizes[0] } : {}),
    };
  }

  /** For what is made elsewhere; answers its ticket. */
  hold(download: ExportDownload): string {
    return this.#add({ download, usedAt: this.#now() });
  }

  /** Undefined for what is no ticket at all. Throws `export.expired`. */
  open(ticket: string): ExportDownload | undefined {
    if (!TICKET.test(ticket)) return undefined;
    this.#forgetOld();
    const found = this.#tickets.get(ticket);
    if (found === undefined) throw new EaselError('export.expired');
    found.usedAt = this.#now();
    if ('download' in found) return found.download;
    const { planned, options } = found;
    const [first] = planned;
    const name = nameOf(planned);
    if (planned.length === 1 && first !== undefined) {
      const content = (): Promise<Uint8Array> => this.#exporter.encodePlanned(first, options);
      return { name, type: TYPES[options.format], content };
    }
    const entries = planned.map((file) => ({
      name: file.name,
      modifiedAt: file.stored.picture.createdAt,
      read: () => {
        // A long download is a use as well.
        found.usedAt = this.#now();
        return this.#exporter.encodePlanned(file, options);
      },
    }));
    return { name, type: 'application/zip', content: () => this.#archiver.archive(entries) };
  }

  #add(ticket: Ticket): string {
    this.#forgetOld();
    const id = `t${randomBytes(16).toString('hex')}`;
    this.#tickets.set(id, ticket);
    return id;
  }

  #forgetOld(): void {
    const limit = this.#now() - LIFETIME;
    for (const [ticket, { usedAt }] of this.#tickets) {
      if (usedAt < limit || this.#tickets.size >= MAX_TICKETS) this.#tickets.delete(ticket);
    }
  }
}

function nameOf(planned: readonly PlannedFile[]): string {
  const [first] = planned;
  return planned.length === 1 && first !== undefined ? first.name : 'easel-pictures.zip';
}
