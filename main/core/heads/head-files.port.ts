/** Folders of a library for what was learnt: one folder a profile, a few small files in each. */

export interface HeadFiles {
  /** Names of the folders. */
  list(): Promise<string[]>;
  /** Undefined where there is no such file, or it is larger than anything of ours. */
  read(id: string, name: string): Promise<Uint8Array | undefined>;
  /** Whole or not at all, and durable. Throws `library.disk-full`, `library.not-writable`. */
  write(id: string, name: string, bytes: Uint8Array): Promise<void>;
  /** The folder with all that is in it, for good. Throws `library.not-writable`. */
  remove(id: string): Promise<void>;
}
