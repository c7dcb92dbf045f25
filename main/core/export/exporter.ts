/** Finished files, out of the library. */
import type { Gallery } from '#main/core/gallery/gallery.ts';
import { textsFor, textsWithoutPng } from '#main/core/gallery/generation-metadata.ts';
import { XMP_KEY, type MetadataText } from '#main/core/gallery/metadata-text.records.ts';
import type { PictureCodec } from '#main/core/gallery/picture-codec.port.ts';
import type { PictureFiles } from '#main/core/gallery/picture-files.port.ts';
import type { StoredPicture } from '#main/core/gallery/picture-index.port.ts';
import { enlargedSize, type Upscaler } from '#main/core/upscale/upscaler.ts';
import { MAX_ENLARGING, type EnlargedBy } from '#shared/domain/enlarging.ts';
import type { ExportFormat, ExportOptions } from '#shared/domain/export.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { MAX_SIDE, type Size } from '#shared/domain/size.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { ExportTarget } from './export-target.port.ts';
import { fileNameFor, numbered } from './file-name.ts';
import type { Vectoriser } from './vectoriser.port.ts';

export interface ExportedFile {
  readonly pictureId: PictureId;
  readonly path: string;
  readonly bytes: number;
  /** Absent where it is no larger than in the library. */
  readonly enlargedBy?: EnlargedBy | undefined;
}

/** A picture that will leave, under a name that no other one of its export has. */
export interface PlannedFile {
  readonly stored: StoredPicture;
  readonly name: string;
  /** Where the library's own file leaves as it is. */
  readonly knownBytes?: number;
}

interface Encoded {
  readonly bytes: Uint8Array;
  readonly enlargedBy?: EnlargedBy;
}

interface Parts {
  readonly gallery: Gallery;
  readonly files: PictureFiles;
  readonly codec: PictureCodec;
  readonly vectoriser: Vectoriser;
  readonly upscaler: Pick<Upscaler, 'enlarge'>;
  readonly target: ExportTarget;
}

export class Exporter {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Writes the pictures into a folder, each whole or not at all. Names are settled, and every
   * picture looked for, before the first file is written.
   */
  async exportFiles(
    request: {
      readonly ids: readonly PictureId[];
      readonly folder: string;
      readonly options: ExportOptions;
    },
    signal?: AbortSignal,
  ): Promise<{ files: ExportedFile[] }> {
    const { gallery, target } = this.#parts;
    const { options } = request;
    const planned = request.ids.map((id, at) => {
      const stored = gallery.stored(id);
      enlargedSize(stored.picture, options.scale);
      const name = fileNameFor(options.nameTemplate, stored.picture, at + 1, options.format);
      return { stored, name };
    });
    const folder = await target.openFolder(request.folder);
    const taken = new Set<string>();
    const files: ExportedFile[] = [];
    for (const { stored, name } of planned) {
      const free = await this.#freeName(folder, name, taken, options.onConflict);
      const { bytes, enlargedBy } = await this.#encode(stored, options, signal);
      const path = await target.write(folder, free, bytes);
      files.push({ pictureId: stored.picture.id, path, bytes: bytes.length, enlargedBy });
    }
    return { files };
  }

  /**
   * Names that differ, also where upper and lower case do not, and pictures that are there.
   *
   * Throws `picture.not-found`, `picture.file-missing`, `picture.enlarged-too-large` or
   * `export.template-invalid`.
   */
  async plan(ids: readonly PictureId[], options: ExportOptions): Promise<PlannedFile[]> {
    const taken = new Set<string>();
    /** Where the numbers of a name go on: the ten thousandth need not try all before it. */
    const tried = new Map<string, number>();
    const planned: PlannedFile[] = [];
    for (const [at, id] of ids.entries()) {
      const stored = this.#parts.gallery.stored(id);
      await this.#requireFile(stored);
      enlargedSize(stored.picture, options.scale);
      const name = fileNameFor(options.nameTemplate, stored.picture, at + 1, options.format);
      const from = tried.get(name) ?? 1;
      const steps = numbered(name, from).map((one, step) => ({ one, number: from + step }));
      const free = steps.find(({ one }) => !taken.has(one.toLowerCase()))!;
      tried.set(name, free.number + 1);
      taken.add(free.one.toLowerCase());
      const knownBytes = isPlainCopy(stored, options) ? stored.picture.bytes : undefined;
      planned.push({ stored, name: free.one, ...(knownBytes === undefined ? {} : { knownBytes }) });
    }
    return planned;
  }

  async encodePlanned({ stored }: PlannedFile, options: ExportOptions): Promise<Uint8Array> {
    return (await this.#encode(stored, options)).bytes;
  }

  /** One finished file, for a host that hands it over by itself. */
  async finish(id: PictureId, options: ExportOptions): Promise<Uint8Array> {
    return (await this.#encode(this.#parts.gallery.stored(id), options)).bytes;
  }

  /** The names that an export would give, and every text that would leave with the pictures. */
  async previewExport(request: {
    readonly ids: readonly PictureId[];
    readonly options: ExportOptions;
  }): Promise<{ pictureId: PictureId; name: string; metadata: MetadataText[] }[]> {
    const { options } = request;
    return Promise.all(
      request.ids.map(async (id, at) => {
        const stored = this.#parts.gallery.stored(id);
        return {
          pictureId: id,
          name: fileNameFor(options.nameTemplate, stored.picture, at + 1, options.format),
          metadata: await this.#textsLeaving(stored, options),
        };
      }),
    );
  }

  async #encode(
    stored: StoredPicture,
    options: ExportOptions,
    signal?: AbortSignal,
  ): Promise<Encoded> {
    const { files, codec, vectoriser, upscaler } = this.#parts;
    await this.#requireFile(stored);
    const path = files.absolute(stored.path);
    if (isPlainCopy(stored, options)) return { bytes: await files.read(stored.path) };
    const { format, quality, colours, background, enlarging: method } = options;
    const texts = options.keepMetadata ? textsOf(stored, format) : [];
    const { by, longerSide } = sizeOf(stored.picture, options);
    if (format === 'svg') {
      const svg = { colours, longerSide, background, texts };
      return { bytes: await vectoriser.toSvg(path, stored.path, svg) };
    }
    const raster = { format, quality, longerSide, background, texts };
    if (by === 1) return { bytes: await codec.encode(path, raster) };
    const pixels = await codec.readPixels(path, stored.path, MAX_SIDE);
    const made = await upscaler.enlarge({ pixels, by, method }, { signal });
    return { bytes: await codec.encode(made.pixels, raster), enlargedBy: made.enlargedBy };
  }

  async #textsLeaving(stored: StoredPicture, options: ExportOptions): Promise<MetadataText[]> {
    const { files, codec } = this.#parts;
    await this.#requireFile(stored);
    if (isPlainCopy(stored, options)) return codec.readTexts(await files.read(stored.path));
    return options.keepMetadata ? textsOf(stored, options.format) : [];
  }

  async #requireFile({ picture, path }: StoredPicture): Promise<void> {
    if (await this.#parts.files.exists(path)) return;
    throw new EaselError('picture.file-missing', { id: picture.id });
  }

  /** Two pictures of one export never take the same name; existing files only if told so. */
  async #freeName(
    folder: string,
    name: string,
    taken: Set<string>,
    onConflict: ExportOptions['onConflict'],
  ): Promise<string> {
    for (const tried of numbered(name)) {
      const isTaken =
        taken.has(tried) ||
        (onConflict === 'number' && (await this.#parts.target.exists(folder, tried)));
      if (isTaken) continue;
      taken.add(tried);
      return tried;
    }
    return name;
  }
}

/** How much larger its pixels are made, and what the longer side is to be then. */
function sizeOf(
  { width, height }: Size,
  { scale, longerSide }: Pick<ExportOptions, 'scale' | 'longerSide'>,
): { readonly by: number; readonly longerSide?: number } {
  const longer = Math.max(width, height);
  if (scale > 1) return { by: scale, longerSide: Math.round(longer * scale) };
  if (longerSide === undefined) return { by: 1 };
  return { by: Math.min(MAX_ENLARGING, Math.max(1, longerSide / longer)), longerSide };
}

/** The library's own file is exactly what was asked for: the same bytes every time. */
function isPlainCopy({ path }: StoredPicture, options: ExportOptions): boolean {
  return (
    options.keepMetadata &&
    options.format === 'png' &&
    path.endsWith('.png') &&
    options.scale === 1 &&
    options.longerSide === undefined &&
    options.background === undefined
  );
}

/** PNG carries all, TIFF and SVG only XMP, the others what other tools read of them. */
function textsOf({ picture }: StoredPicture, format: ExportFormat): MetadataText[] {
  const { generation: record, edit } = picture;
  if (record === undefined && edit === undefined) return [];
  if (format === 'png') return textsFor({ record, edit });
  const texts = textsWithoutPng({ record, edit });
  const isXmpOnly = format === 'tiff' || format === 'svg';
  return isXmpOnly ? texts.filter((entry) => entry.key === XMP_KEY) : texts;
}
