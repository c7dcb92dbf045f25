/** Where saved searches lie. */
import type { SavedSearch } from '#shared/domain/saved-search.ts';

export interface SavedSearchStore {
  /** Empty where nothing was saved; what cannot be read is put aside, not written over. */
  load(): Promise<readonly SavedSearch[]>;
  /** Whole or not at all, and durable. Throws `library.disk-full`, `library.not-writable`. */
  save(searches: readonly SavedSearch[]): Promise<void>;
}
