/** The files of the library. Paths are relative to its folder, with forward slashes. */
import type { BoardRecord, StoredPicture } from './picture-index.port.ts';

export interface PictureFiles {
  /** The library folder, for messages. */
  readonly folder: string;
  absolute(path: string): string;
  exists(path: string): Promise<boolean>;
  read(path: string): Promise<Uint8Array>;
  /** Whole or not at all, and durable. Throws `library.disk-full`, `library.not-writable`. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** The picture's record beside it; the same promises. */
  writeSidecar(stored: StoredPicture): Promise<void>;
  /** Undefined when there is none, or none that can be read. */
  readSidecar(path: string): Promise<StoredPicture | undefined>;
  /** Moves a picture and its sidecar; an existing target is replaced. */
  move(from: string, to: string): Promise<void>;
  /** Deletes a picture and its sidecar for good. */
  remove(path: string): Promise<void>;
  readBoards(): Promise<BoardRecord[]>;
  writeBoards(boards: readonly BoardRecord[]): Promise<void>;
  /** Every picture file, in the library and in its trash. */
  scan(): Promise<string[]>;
  /** Where a thumbnail is kept. */
  thumbnailPath(sha256: string, size: number): string;
}
