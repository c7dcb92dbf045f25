/** Where bytes that somebody sends lie until it is known what they are. */

export interface ReceivedFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** Removes the file; calling it twice is fine. */
  release(): Promise<void>;
}

export interface UploadSpace {
  /**
   * Writes what comes to a file of its own. Whatever goes wrong, nothing is left of it.
   *
   * Throws `picture.file-too-large`, `picture.empty`, `library.disk-full`, `library.not-writable`,
   * or what the stream throws when it breaks off.
   */
  receive(body: AsyncIterable<Uint8Array>, name: string): Promise<ReceivedFile>;
}
