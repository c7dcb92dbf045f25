/**
 * A newer version, where this build has a feed (electron-builder writes `app-update.yml` when it is
 * told to publish). Nothing is contacted unless the person asked in the menu or switched it on in
 * the settings; nothing is downloaded or installed without a yes.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AppUpdater } from 'electron-updater';
import type { ElectronParts } from './electron-parts.ts';
import type { HostText } from './host-text.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface UpdateSurroundings {
  readonly electron: Pick<ElectronParts, 'app' | 'dialog'>;
  /** Folder where the installer put this app's resources. */
  readonly resourcesFolder: string;
  readonly text: () => HostText;
  /** Loads the updater, only when it is about to be used. */
  readonly load?: () => Promise<AppUpdater>;
}

export class Updates {
  readonly #around: UpdateSurroundings;
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;

  constructor(around: UpdateSurroundings) {
    this.#around = around;
  }

  /** Whether there is a feed at all; never while developing. */
  get isPossible(): boolean {
    const { electron, resourcesFolder } = this.#around;
    return electron.app.isPackaged && existsSync(join(resourcesFolder, 'app-update.yml'));
  }

  /** Looks now and once a day while it is on. */
  follow(isOn: boolean): void {
    if (isOn === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (!isOn || !this.isPossible) return;
    this.#timer = setInterval(() => void this.check(false), DAY_MS).unref();
    void this.check(false);
  }

  /** @param isAsked a person waits for the answer; otherwise "nothing new" is not worth a word */
  async check(isAsked: boolean): Promise<void> {
    if (!this.isPossible || this.#isBusy) return;
    this.#isBusy = true;
    try {
      const updater = await (this.#around.load ?? loadUpdater)();
      updater.autoDownload = false;
      updater.autoInstallOnAppQuit = false;
      const found = await updater.checkForUpdates();
      if (found?.isUpdateAvailable === true) await this.#offer(updater, found.updateInfo.version);
      else if (isAsked) await this.#ask(this.#around.text()('update.none'));
    } catch (error) {
      console.error(error);
      // Being offline is no news to anyone who did not ask.
      if (isAsked) await this.#ask(this.#around.text()('update.failed'));
    } finally {
      this.#isBusy = false;
    }
  }

  async #offer(updater: AppUpdater, version: string): Promise<void> {
    const text = this.#around.text();
    if (!(await this.#ask(text('update.found', { version }), text('update.download')))) return;
    await updater.downloadUpdate();
    if (await this.#ask(text('update.ready', { version }), text('update.restart'))) {
      updater.quitAndInstall();
    }
  }

  /** Whether the answer was yes; without a yes to give, it only tells. */
  async #ask(message: string, yes?: string): Promise<boolean> {
    const choice = { buttons: [yes ?? '', this.#around.text()('update.later')], cancelId: 1 };
    const { response } = await this.#around.electron.dialog.showMessageBox({
      message,
      ...(yes === undefined ? {} : choice),
    });
    return yes !== undefined && response === 0;
  }
}

async function loadUpdater(): Promise<AppUpdater> {
  // A CommonJS package: its members are found on the default export only.
  const { default: updater } = await import('electron-updater');
  return updater.autoUpdater;
}
