/** The export dialog: options, what they would give, and the way out. */
import { number, t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import { exportOptionsSchema, type ExportOptions } from '#shared/domain/export.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { MAX_PICTURES_AT_ONCE } from '#shared/domain/picture.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';

const REMEMBERED = 'export';
const PREVIEW_DELAY_MS = 150;
/** Names shown as examples. */
const SHOWN_NAMES = 3;

export interface ExportNeeds {
  readonly client: EaselClient;
  readonly shell: Shell;
  readonly voice: Voice;
}

type Preview = Awaited<ReturnType<EaselClient['gallery']['previewExport']>>;

export class ExportController {
  /** What leaves; the dialog is open while there is something. */
  ids = $state.raw<readonly PictureId[]>([]);
  options = $state.raw<ExportOptions>(exportOptionsSchema.parse({}));
  preview = $state.raw<Preview>([]);
  /** Address of the first picture as a drawing, for the one format that looks different. */
  drawing = $state.raw<string | undefined>();
  error = $state.raw<ErrorShape | undefined>();
  isRunning = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;
  /** What `drawing` was made of. */
  #drawn = '';
  readonly needs: ExportNeeds;

  /** More than one export takes: it is said before anything begins. */
  readonly isTooMany = $derived(this.ids.length > MAX_PICTURES_AT_ONCE);
  readonly isLossy = $derived(['jpeg', 'webp', 'avif'].includes(this.options.format));

  constructor(needs: ExportNeeds) {
    this.needs = needs;
  }

  /** Begins with the options of last time, and with what the settings say of metadata. */
  open(ids: readonly PictureId[], settings: { readonly keepMetadata: boolean }): void {
    if (ids.length === 0) return;
    const remembered = parseJson(this.needs.shell.recall(REMEMBERED));
    const options = exportOptionsSchema.safeParse({ ...remembered, ...settings });
    this.options = options.success ? options.data : exportOptionsSchema.parse(settings);
    this.error = undefined;
    this.preview = [];
    this.drawing = undefined;
    this.#drawn = '';
    this.ids = ids;
    if (this.isTooMany) {
      const shown = { n: number(ids.length), limit: number(MAX_PICTURES_AT_ONCE) };
      this.error = toErrorShape(new EaselError('export.too-many', shown));
      return;
    }
    this.#previewSoon(0);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.ids = [];
  }

  change(patch: Partial<ExportOptions>): void {
    this.options = { ...this.options, ...patch };
    this.#previewSoon(PREVIEW_DELAY_MS);
  }

  /** Into a folder where the host has dialogs, as a download elsewhere. */
  async run(): Promise<void> {
    if (this.isTooMany) return;
    this.isRunning = true;
    this.error = undefined;
    try {
      const { shell } = this.needs;
      const isDone = shell.canPickFolder ? await this.#writeToFolder() : await this.#download();
      if (!isDone) return;
      this.needs.shell.remember(REMEMBERED, JSON.stringify(this.options));
      this.close();
    } catch (error) {
      if (!isCancellation(error)) this.error = toErrorShape(error);
    } finally {
      this.isRunning = false;
    }
  }

  async #writeToFolder(): Promise<boolean> {
    const { client, shell, voice } = this.needs;
    const folder = await shell.pickFolder();
    if (folder === undefined) return false;
    const { ids, options } = this;
    const { files } = await client.gallery.exportFiles({ ids: [...ids], folder, options });
    voice.say(() => t('export.written', { n: files.length, folder }));
    return true;
  }

  async #download(): Promise<boolean> {
    const { client, shell, voice } = this.needs;
    const { ids, options } = this;
    const { ticket, name, files } = await client.gallery.prepareExport({ ids: [...ids], options });
    await shell.saveExport(ticket, name);
    voice.say(() => t('export.downloading', { n: files, name }));
    return true;
  }

  /** Tracing takes a moment: only what changes the look is a reason to do it again. */
  async #draw(ids: readonly PictureId[], options: ExportOptions): Promise<void> {
    const { format, colours, scale, longerSide, background } = options;
    const first = ids.slice(0, 1);
    const drawn =
      format === 'svg' ? JSON.stringify([first, colours, scale, longerSide, background]) : '';
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    if (drawn === '') {
      this.drawing = undefined;
      return;
    }
    const { client, shell } = this.needs;
    try {
      const { ticket } = await client.gallery.prepareExport({ ids: first, options });
      if (this.#drawn === drawn) this.drawing = shell.exportUrl(ticket);
    } catch (error) {
      this.#drawn = '';
      throw error;
    }
  }

  #previewSoon(delay: number): void {
    clearTimeout(this.#timer);
    if (this.isTooMany) return;
    this.#timer = setTimeout(() => void this.#look(), delay);
  }

  async #look(): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    const ids = this.ids.slice(0, SHOWN_NAMES);
    if (ids.length === 0) return;
    try {
      const { options } = this;
      const preview = await this.needs.client.gallery.previewExport({ ids, options });
      if (round !== this.#round) return;
      this.preview = preview;
      await this.#draw(ids, options);
      this.error = undefined;
    } catch (error) {
      if (round === this.#round && !isCancellation(error)) this.error = toErrorShape(error);
    }
  }
}

function parseJson(text: string | undefined): object {
  try {
    const content: unknown = JSON.parse(text ?? '{}');
    return typeof content === 'object' && content !== null ? content : {};
  } catch {
    return {}; // What an older version wrote counts for nothing.
  }
}
