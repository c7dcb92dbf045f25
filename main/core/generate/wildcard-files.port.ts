/** The user's wildcard files. */
import type { WildcardLookup } from '#shared/prompt/expand.ts';

export interface WildcardFiles {
  /** Reads the files as they are now. */
  load(): Promise<WildcardLookup>;
  /** Names as a prompt writes them, in their order, and how many alternatives each has. */
  list(): Promise<{ name: string; count: number }[]>;
}
