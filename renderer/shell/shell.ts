/** What differs from host to host. Everything else goes through the contract. */
import type { DatasetId, DatasetPictureKey } from '#shared/domain/dataset.ts';
import type { MaskId } from '#shared/domain/mask-id.ts';
import type { JobId, PictureId } from '#shared/domain/ids.ts';
import type { RunId } from '#shared/domain/training.ts';
import type { UploadAnswers, UploadPath } from './upload.ts';

/** A picture about to leave the window, and the file name it gets outside. */
export interface LeavingPicture {
  readonly id: PictureId;
  readonly name: string;
}

export interface Shell {
  readonly kind: 'web' | 'desktop';
  /** Whether `pickFolder` and `pickModelFile` can show a dialog; without it, a person types a path. */
  readonly canPickFolder: boolean;
  /** Whether `reveal` can show a file in the system's file manager. */
  readonly canReveal: boolean;
  /** Languages the person prefers, best first. */
  languages(): readonly string[];
  pictureUrl(id: PictureId): string;
  /** `size` is the longer side in pixels that will be enough. */
  thumbnailUrl(id: PictureId, size: 256 | 512): string;
  /** Of a mask that the library keeps. */
  maskUrl(id: MaskId): string;
  /** Of what an export will hand over, to look at before. */
  exportUrl(ticket: string): string;
  /** Rough picture of a candidate in the works; `version` makes each one a new address. */
  previewUrl(jobId: JobId, index: number, version: number): string;
  /** A small picture of a folder that is to be learned from. */
  datasetPictureUrl(dataset: DatasetId, key: DatasetPictureKey): string;
  /** The same picture as the network will be shown it; `way` is one of eight, 0..7. */
  augmentedUrl(dataset: DatasetId, key: DatasetPictureKey, way: number): string;
  /** What a run drew at a step for the prompt with that index. */
  sampleUrl(run: RunId, step: number, index: number): string;
  copyText(text: string): Promise<void>;
  /** Puts the picture itself on the clipboard, as PNG; prompt and settings follow the settings. */
  copyPicture(id: PictureId): Promise<void>;
  /** Hands a picture's original file to the person under the given name. */
  savePicture(id: PictureId, name: string): Promise<void>;
  /** Downloads what `gallery.prepareExport` made ready. */
  saveExport(ticket: string, name: string): Promise<void>;
  /** The absolute path of a folder that the person chose; undefined when they chose none. */
  pickFolder(): Promise<string | undefined>;
  /** The absolute path of a file of weights that the person chose; undefined when they chose none. */
  pickModelFile(): Promise<string | undefined>;
  /** Where a dropped file or folder lies on this machine; undefined where the window is not told. */
  pathOf(file: File): string | undefined;
  /** Shows the picture's file in the file manager; does nothing where `canReveal` is false. */
  reveal(id: PictureId): Promise<void>;
  /**
   * For a `dragstart` event: what is dragged are these pictures, inside the window and out of it.
   * A browser gives only the first one as a file to other programs; the window gives all.
   */
  dragOut(event: DragEvent, pictures: readonly LeavingPicture[]): void;
  /** The pictures of ours that an event drags; undefined when something else is dragged. */
  draggedPictures(event: DragEvent): readonly PictureId[] | undefined;
  /**
   * Sends a file to be imported, or to be read for the settings that made it.
   * Throws the host's EaselError, or `access.disconnected`.
   */
  upload<Path extends UploadPath>(
    path: Path,
    file: File,
    signal?: AbortSignal,
  ): Promise<UploadAnswers[Path]>;
  /** Small values that must be there before the first paint, such as the theme. */
  recall(key: string): string | undefined;
  remember(key: string, value: string): void;
}
