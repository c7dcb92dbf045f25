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
  /** Loads the updater; only when it is about to be used. */
  readonly load?: () => Promise<AppUpdater>;
}

export class Updates {
  readonly #around: UpdateSurroundings;
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;

  constructor(around: UpdateSurroundings) {
    this.#around = around;
  }

  /** Whether there is a feed at all. */
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
    this.#timer = setInterval(() => void this.check(false), DAY_MS);
    this.#timer.unref();
    void this.check(false);
  }

  /** @param isAsked whether a person waits for the answer; otherwise "nothing new" is not said */
  async check(isAsked: boolean): Promise<void> {
    if (!this.isPossible || this.#isAsking) return;
    this.#isAsking = true;
    const { text, load = loadUpdater } = this.#around;
    try {
      const updater = await load();
      updater.autoDownload = false;
      updater.autoInstallOnAppQuit = false;
      const found = await updater.checkForUpdates();
      if (found?.isUpdateAvailable !== true) {
        if (isAsked) await this.#tell(text()('update.none'));
        return;
      }
      const { version } = found.updateInfo;
      if (!(await this.#ask('update.found', { version }, 'update.download'))) return;
      await updater.downloadUpdate();
      if (await this.#ask('update.ready', { version }, 'update.restart')) updater.quitAndInstall();
    } catch (error) {
      // Being offline is no news to anyone who did not ask.
      console.error(error);
      if (isAsked) await this.#tell(text()('update.failed'));
    } finally {
      this.#isAsking = false;
    }
  }

  async #ask(
    message: 'update.found' | 'update.ready',
    places: { readonly version: string },
    yes: 'update.download' | 'update.restart',
  ): Promise<boolean> {
    const text = this.#around.text();
    const { response } = await this.#around.electron.dialog.showMessageBox({
      message: text(message, places),
      buttons: [text(yes), text('update.later')],
      defaultId: 0,
      cancelId: 1,
    });
    return response === 0;
  }

  async #tell(message: string): Promise<void> {
    await this.#around.electron.dialog.showMessageBox({ message });
  }
}

async function loadUpdater(): Promise<AppUpdater> {
  // A CommonJS package: its members are found on the default export only.
  const { default: updater } = await import('electron-updater');
  return updater.autoUpdater;
}
