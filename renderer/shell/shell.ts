/** What differs from host to host. Everything else goes through the contract. */
import type { JobId, PictureId } from '#shared/domain/ids.ts';

export interface Shell {
  readonly kind: 'web' | 'desktop';
  /** Languages the person prefers, best first. */
  languages(): readonly string[];
  pictureUrl(id: PictureId): string;
  /** `size` is the longer side in pixels that will be enough. */
  thumbnailUrl(id: PictureId, size: 256 | 512): string;
  /** Rough picture of a candidate in the works; `version` makes each one a new address. */
  previewUrl(jobId: JobId, index: number, version: number): string;
  copyText(text: string): Promise<void>;
  /** Hands a picture's original file to the person under the given name. */
  savePicture(id: PictureId, name: string): Promise<void>;
  /** Small values that must be there before the first paint, such as the theme. */
  recall(key: string): string | undefined;
  remember(key: string, value: string): void;
}
