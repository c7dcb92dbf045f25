/** What core asks of the machine it runs on. */
import type { SystemInfo } from '#shared/domain/system.ts';

export interface Machine {
  readonly versions: SystemInfo['versions'];
  readonly platform: string;
  readonly arch: string;
  readonly cpu: SystemInfo['cpu'];
  memory(): SystemInfo['memory'];
  /** Free bytes for this user on the disk that holds the folder. */
  freeBytes(folder: string): Promise<number>;
  /** Undefined when a file can be written there, else why not. */
  whyNotWritable(folder: string): Promise<string | undefined>;
  /** Whether the SQLite of this Node has full-text search. */
  hasFullTextSearch(): boolean;
  /** Encodes and decodes one small picture; undefined when that works, else why not. */
  whyNoPictures(): Promise<string | undefined>;
}
