/** Files outside the library. */
export interface ImportSource {
  /** The whole file; its size was checked by looking at its header. */
  readFile(path: string): Promise<Uint8Array>;
}
