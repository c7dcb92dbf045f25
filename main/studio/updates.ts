/**
 * A newer version of the installed app. Nothing is contacted unless the person asked for it or
 * switched it on in the settings; nothing is downloaded or installed without a yes.
 */

const DAY_MS = 24 * 60 * 60 * 1000;

/** What is used of electron-updater's `AppUpdater`. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  checkForUpdates(): Promise<{
    readonly isUpdateAvailable: boolean;
    readonly updateInfo: { readonly version: string };
  } | null>;
  downloadUpdate(): Promise<unknown>;
  quitAndInstall(): void;
}

export interface UpdateHost {
  /** Whether this build has a feed to ask at all; never while developing. */
  readonly hasFeed: boolean;
  /** Loads the updater, only when it is about to be used. */
  load(): Promise<Updater>;
  /** Whether the person says yes to downloading what was found, or to restarting with what is ready. */
  ask(about: 'found' | 'ready', version: string): Promise<boolean>;
  tell(what: 'none' | 'failed'): Promise<void>;
}

export class Updates {
  readonly #host: UpdateHost;
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;

  constructor(host: UpdateHost) {
    this.#host = host;
  }

  /** Looks now and once a day while it is on. */
  follow(isOn: boolean): void {
    if (isOn === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (!isOn || !this.#host.hasFeed) return;
    this.#timer = setInterval(() => void this.check(false), DAY_MS).unref();
    void this.check(false);
  }

  /** @param isAsked a person waits for the answer; otherwise "nothing new" is not worth a word */
  async check(isAsked: boolean): Promise<void> {
    if (!this.#host.hasFeed || this.#isBusy) return;
    this.#isBusy = true;
    try {
      const updater = await this.#host.load();
      updater.autoDownload = false;
      updater.autoInstallOnAppQuit = false;
      const found = await updater.checkForUpdates();
      if (found?.isUpdateAvailable === true) await this.#offer(updater, found.updateInfo.version);
      else if (isAsked) await this.#host.tell('none');
    } catch {
      // Being offline is no news to anyone who did not ask.
      if (isAsked) await this.#host.tell('failed');
    } finally {
      this.#isBusy = false;
    }
  }

  async #offer(updater: Updater, version: string): Promise<void> {
    if (!(await this.#host.ask('found', version))) return;
    await updater.downloadUpdate();
    if (await this.#host.ask('ready', version)) updater.quitAndInstall();
  }
}
