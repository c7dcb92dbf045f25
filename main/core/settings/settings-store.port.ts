/** Where the settings lie. */
import type { Settings } from '#shared/domain/settings.ts';

export interface SettingsStore {
  /**
   * What was saved, unchecked; undefined when there is nothing yet. A file that is no JSON is put
   * aside and counts as nothing.
   */
  load(): Promise<unknown>;
  /** Durable when it resolves. Throws `library.not-writable` or `library.disk-full`. */
  save(settings: Settings): Promise<void>;
  /** Puts what is saved aside, so that a broken file is never overwritten. */
  setAside(): Promise<void>;
}
