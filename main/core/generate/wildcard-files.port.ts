/** The user's wildcard files. */
import type { WildcardLookup } from '#shared/prompt/expand.ts';

export interface WildcardFiles {
  /** Reads the files as they are now. */
  load(): Promise<WildcardLookup>;
}
