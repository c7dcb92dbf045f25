/** The shell of a browser that Easel's own server serves. */
import type { DatasetId, DatasetPictureKey } from '#shared/domain/dataset.ts';
import type { MaskId } from '#shared/domain/mask-id.ts';
import type { JobId, PictureId } from '#shared/domain/ids.ts';
import type { RunId } from '#shared/domain/training.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { Dragging } from './dragging.ts';
import type { LeavingPicture, Shell } from './shell.ts';
import { upload } from './upload.ts';

const PREFIX = 'easel.';
const NO_CLIPBOARD = 'a browser gives pages without TLS no clipboard';

export class WebShell implements Shell {
  readonly kind: Shell['kind'] = 'web';
  readonly canPickFolder: boolean = false;
  readonly canReveal: boolean = false;
  readonly reveal: Shell['reveal'] = () => Promise.resolve();
  readonly upload = upload;
  protected readonly dragging = new Dragging();

  languages(): readonly string[] {
    return navigator.languages;
  }

  pictureUrl(id: PictureId): string {
    return `/media/picture/${encodeURIComponent(id)}`;
  }

  thumbnailUrl(id: PictureId, size: 256 | 512): string {
    return `/media/thumbnail/${encodeURIComponent(id)}?size=${size}`;
  }

  maskUrl(id: MaskId): string {
    return `/media/mask/${encodeURIComponent(id)}`;
  }

  exportUrl(ticket: string): string {
    return exportUrl(ticket);
  }

  previewUrl(jobId: JobId, index: number, version: number): string {
    return `/media/preview/${encodeURIComponent(jobId)}/${index}?v=${version}`;
  }

  datasetPictureUrl(dataset: DatasetId, key: DatasetPictureKey): string {
    return `${datasetUrl(dataset, key)}?size=256`;
  }

  augmentedUrl(dataset: DatasetId, key: DatasetPictureKey, way: number): string {
    return `${datasetUrl(dataset, key)}/augmented/${way}`;
  }

  sampleUrl(run: RunId, step: number, index: number): string {
    return `/media/run/${encodeURIComponent(run)}/${step}/${index}`;
  }

  async copyText(text: string): Promise<void> {
    if (isSecureContext) await navigator.clipboard.writeText(text);
    else copyBySelection(text);
  }

  async copyPicture(id: PictureId): Promise<void> {
    // The promise goes in as it is: after waiting, the click would no longer count as the reason.
    if (!isSecureContext) throw new EaselError('internal.unexpected', { detail: NO_CLIPBOARD });
    const png = fetchPng(exportUrl(id));
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
  }

  savePicture(id: PictureId, name: string): Promise<void> {
    return save(exportUrl(id), name);
  }

  saveExport(ticket: string, name: string): Promise<void> {
    return save(this.exportUrl(ticket), name);
  }

  pickFolder(): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }

  pickModelFile(): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }

  readonly pathOf: Shell['pathOf'] = () => undefined;

  dragOut(event: DragEvent, pictures: readonly LeavingPicture[]): void {
    this.dragging.begin(event, pictures, (id) => new URL(exportUrl(id), location.href));
  }

  draggedPictures(event: DragEvent): readonly PictureId[] | undefined {
    return this.dragging.idsOf(event);
  }

  recall(key: string): string | undefined {
    try {
      return localStorage.getItem(PREFIX + key) ?? undefined;
    } catch {
      return undefined; // Storage is switched off: every start is a first one.
    }
  }

  remember(key: string, value: string): void {
    try {
      localStorage.setItem(PREFIX + key, value);
    } catch {
      // Storage is switched off or full; only comfort is lost.
    }
  }
}

/**
 * For other devices of the network, which a browser gives no clipboard because they come without
 * TLS: the old way, by selecting a text that nobody sees.
 */
function copyBySelection(text: string): void {
  const field = document.createElement('textarea');
  const focused = document.activeElement;
  field.value = text;
  field.style.setProperty('opacity', '0');
  document.body.append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- it is the only one there is
  const isCopied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (!isCopied) throw new EaselError('internal.unexpected', { detail: NO_CLIPBOARD });
}

function save(address: string, name: string): Promise<void> {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  return Promise.resolve();
}

function datasetUrl(dataset: DatasetId, key: DatasetPictureKey): string {
  return `/media/dataset/${encodeURIComponent(dataset)}/${encodeURIComponent(key)}`;
}

/** Not the original: whether prompt and settings leave with a picture is the user's choice. */
function exportUrl(id: string): string {
  return `/media/export/${encodeURIComponent(id)}`;
}

/** Throws `access.disconnected` when there is no picture to be had. */
async function fetchPng(address: string): Promise<Blob> {
  const answer = await fetch(address).catch(() => undefined);
  if (answer?.ok !== true) throw new EaselError('access.disconnected');
  return answer.blob();
}
