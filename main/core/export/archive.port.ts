/** Several files as one. */

export interface ArchiveEntry {
  readonly name: string;
  readonly modifiedAt: number;
  /** Asked for when its turn has come, and let go of before the next one's. */
  read(): Promise<Uint8Array>;
}

export interface Archiver {
  /** The bytes of the archive as they come; entries are read one after another. */
  archive(entries: Iterable<ArchiveEntry>): AsyncGenerator<Uint8Array, void>;
}
