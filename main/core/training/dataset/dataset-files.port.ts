/** Folders of pictures that the user owns. They are only looked at, unless captions are asked for. */
import type { ErrorShape } from '#shared/errors/error-shape.ts';

export interface ListedPicture {
  /** From the folder, with `/`. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970; 0 where it cannot be known. */
  readonly modifiedAt: number;
  /** A picture by its name, but of a kind that is not opened here. */
  readonly isUnsupported: boolean;
  /** Why it cannot even be looked at. */
  readonly problem?: ErrorShape;
  readonly caption?: { readonly text: string; readonly origin: 'sidecar' | 'table' };
}

export interface FolderListing {
  /** With every link resolved. */
  readonly folder: string;
  /** In the order of their names, at most as many as asked for. */
  readonly pictures: readonly ListedPicture[];
  /** How many there are in all. */
  readonly total: number;
}

export interface DatasetFiles {
  /**
   * Pictures of a folder and of those in it. Links that lead out of it are not followed.
   *
   * Throws `dataset.source-missing` or `dataset.not-readable`.
   */
  list(folder: string, limit: number): Promise<FolderListing>;
  /** The real path of a folder, or what was asked for where there is none. */
  resolve(folder: string): Promise<string>;
  /** SHA-256 of a file, lower-case hex. Throws what the file system throws. */
  hash(path: string): Promise<string>;
  readFile(path: string): Promise<Uint8Array>;
  /** A `.txt` beside each picture. Throws `dataset.not-writable`. */
  writeCaptions(
    folder: string,
    captions: readonly { readonly name: string; readonly text: string }[],
  ): Promise<void>;
}
