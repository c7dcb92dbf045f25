/** The shell of a browser that Easel's own server serves. */
import type { JobId, PictureId } from '#shared/domain/ids.ts';
import type { Shell } from './shell.ts';

const PREFIX = 'easel.';

export class WebShell implements Shell {
  readonly kind = 'web';

  languages(): readonly string[] {
    return navigator.languages;
  }

  pictureUrl(id: PictureId): string {
    return `/media/picture/${encodeURIComponent(id)}`;
  }

  thumbnailUrl(id: PictureId, size: 256 | 512): string {
    return `/media/thumbnail/${encodeURIComponent(id)}?size=${size}`;
  }

  previewUrl(jobId: JobId, index: number, version: number): string {
    return `/media/preview/${encodeURIComponent(jobId)}/${index}?v=${version}`;
  }

  async copyText(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
  }

  savePicture(id: PictureId, name: string): Promise<void> {
    const link = document.createElement('a');
    // Not the original: whether prompt and settings leave with it is the user's choice.
    link.href = `/media/export/${encodeURIComponent(id)}`;
    link.download = name;
    link.click();
    return Promise.resolve();
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
