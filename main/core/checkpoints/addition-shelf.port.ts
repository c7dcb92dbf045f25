/** The folder of everything that was added, and its trash. Names are never paths. */
import type { Origin } from '#shared/domain/transfer.ts';

export interface ShelfEntry {
  readonly name: string;
  readonly bytes: number;
  readonly origin?: Origin;
}

/** Everything that writes throws `library.not-writable` or `library.disk-full`. */
export interface AdditionShelf {
  readonly folder: string;
  /** By name; without hidden ones. */
  list(): Promise<ShelfEntry[]>;
  freeBytes(): Promise<number>;
  /** SHA-256 of a file of an addition, lower-case hex; undefined when it is missing. */
  hash(name: string, path: string, signal?: AbortSignal): Promise<string | undefined>;
  /** Whether it was there. */
  moveToTrash(name: string): Promise<boolean>;
  /** What of that name was removed last is put back. Whether there was such a thing, and room for it. */
  restore(name: string): Promise<boolean>;
  trash(): Promise<{ readonly count: number; readonly bytes: number }>;
  emptyTrash(): Promise<void>;
}
