/** The user's settings: read once, kept in memory, written through. */
import { Feed } from '#main/core/feed/feed.ts';
import { settingsSchema, type Settings, type SettingsPatch } from '#shared/domain/settings.ts';
import type { SettingsStore } from './settings-store.port.ts';

type Listener = (settings: Settings) => void;

export class SettingsService {
  readonly #store: SettingsStore;
  readonly #listeners = new Set<Listener>();
  readonly #feed = new Feed<{ readonly seq: number; readonly settings: Settings }>(() => 'latest');
  #current: Settings;
  /** Writes happen one after another, in the order they were asked for. */
  #lastWrite: Promise<unknown> = Promise.resolve();

  private constructor(store: SettingsStore, current: Settings) {
    this.#store = store;
    this.#current = current;
  }

  /** Reads what is saved; values that do not fit are put aside and the defaults are used. */
  static async open(store: SettingsStore): Promise<SettingsService> {
    const saved = await store.load();
    const parsed = settingsSchema.safeParse(saved ?? {});
    if (!parsed.success) await store.setAside();
    return new SettingsService(store, parsed.success ? parsed.data : settingsSchema.parse({}));
  }

  get(): Settings {
    return this.#current;
  }

  /** Saves the change before it takes effect; `null` puts an optional field back to its default. */
  update(patch: SettingsPatch): Promise<Settings> {
    const write = this.#lastWrite.then(async () => {
      const changed = applyPatch(this.#current, patch);
      await this.#store.save(changed);
      this.#current = changed;
      for (const listener of this.#listeners) listener(changed);
      this.#feed.publish((seq) => ({ seq, settings: changed }));
      return changed;
    });
    this.#lastWrite = write.catch(() => undefined);
    return write;
  }

  /** Calls back after each change until the returned function is called. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The settings now, and again after each change; a slow reader gets the latest only. */
  async *watch(signal?: AbortSignal): AsyncGenerator<Settings, void, undefined> {
    const now = (seq: number) => ({ seq, settings: this.#current });
    for await (const { settings } of this.#feed.watch(now, signal)) yield settings;
  }
}

function applyPatch(settings: Settings, patch: SettingsPatch): Settings {
  const remoteAccess = { ...settings.remoteAccess, ...patch.remoteAccess };
  const taste = withoutGaps({ ...settings.taste, ...patch.taste });
  return settingsSchema.parse(withoutGaps({ ...settings, ...patch, remoteAccess, taste }));
}

function withoutGaps(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}
