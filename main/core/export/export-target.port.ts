/** Where finished files go. */
export interface ExportTarget {
  /** The folder, made if need be, as an absolute path. Throws `export.target-not-writable`. */
  openFolder(folder: string): Promise<string>;
  exists(folder: string, name: string): Promise<boolean>;
  /** Whole or not at all; answers the path. Throws `export.target-not-writable`. */
  write(
    folder: string,
    name: string,
    bytes: Uint8Array | AsyncIterable<Uint8Array>,
  ): Promise<string>;
}
