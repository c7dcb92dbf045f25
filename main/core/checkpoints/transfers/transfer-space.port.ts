/** Where weights lie while they come in, and where they are put when they are whole. */
import type { Origin, TransferId, TransferRecord, WantedFile } from '#shared/domain/transfer.ts';

export interface PartWriter {
  write(chunk: Uint8Array): Promise<void>;
  /** Makes what was written durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Of a file on its way in: what has come so far, or all of it. */
export type PartKind = 'part' | 'whole';

/** Everything that writes throws `library.disk-full` or `library.not-writable`. */
export interface TransferSpace {
  /** The folder that additions are put into. */
  readonly folder: string;
  /** Lets no other process touch transfers until `release`. Throws `transfer.elsewhere`. */
  claim(): Promise<void>;
  release(): void;
  /** What was written down, oldest first; what cannot be read is left out. */
  list(): Promise<TransferRecord[]>;
  /** Whole or not at all, and durable. */
  save(record: TransferRecord): Promise<void>;
  /** Nothing of it is left. */
  discard(id: TransferId): Promise<void>;

  freeBytes(): Promise<number>;
  /** Undefined when there is no such file. */
  size(id: TransferId, path: string, kind: PartKind): Promise<number | undefined>;
  read(
    id: TransferId,
    path: string,
    kind: PartKind,
    signal?: AbortSignal,
  ): AsyncIterable<Uint8Array>;
  /** Goes on after `from` bytes; what lies beyond is cut off. */
  openPart(id: TransferId, path: string, from: number): Promise<PartWriter>;
  /** The part has become the whole file. */
  finishPart(id: TransferId, path: string): Promise<void>;
  /** Neither part nor whole is left. */
  drop(id: TransferId, path: string): Promise<void>;
  /** Makes a file of this machine the whole one with no second copy, where the disk can. */
  link(id: TransferId, path: string, from: string): Promise<boolean>;

  /** Whether an addition of that name is there. */
  hasAddition(name: string): Promise<boolean>;
  /** All files at once become the addition of that name, or replace those of it that they repair. */
  install(record: TransferRecord, origin: Origin): Promise<void>;
}

/** Weights that lie elsewhere on this machine. */
export interface LocalWeights {
  /**
   * What of a file or folder would come in. Throws `transfer.source-missing` or
   * `transfer.nothing-usable`.
   */
  survey(path: string): Promise<{
    readonly name: string;
    readonly root: string;
    readonly files: readonly WantedFile[];
  }>;
  read(path: string, signal?: AbortSignal): AsyncIterable<Uint8Array>;
}
