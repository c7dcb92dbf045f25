/** Copying a library's files, so that a copy that is there is a copy that is right. */

export interface LibraryFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
}

export interface LibraryDisk {
  /**
   * Makes sure that a library can be copied from one folder to the other, and answers the latter's
   * real place. Throws `library.move-inside`, `library.move-not-empty` or `library.not-writable`.
   */
  prepare(from: string, to: string): Promise<string>;
  /** Everything that belongs to the library, without indexes, locks and what is half-written. */
  list(folder: string): Promise<LibraryFile[]>;
  /** Whether the file is already there as it is here now. */
  isCopied(from: string, to: string, path: string): Promise<boolean>;
  /** Copies and reads back. Throws `library.copy-differs`; a file that has gone is passed over. */
  copy(from: string, to: string, path: string): Promise<void>;
  /** Takes away what the original no longer has; then everything is durable and is a library. */
  complete(from: string, to: string): Promise<void>;
  freeBytes(folder: string): Promise<number>;
  /** Deletes what belongs to a library, and its folder where nothing else is in it. */
  remove(folder: string): Promise<void>;
}

export interface LibrarySwitch {
  readonly folder: string;
  /**
   * Holds back jobs and changes, calls `complete`, then opens the library at its new place for
   * everybody who uses it. When it throws, the old one is still open.
   */
  switchTo(folder: string, complete: () => Promise<void>): Promise<void>;
}
