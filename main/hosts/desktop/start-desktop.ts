/** The life of the desktop app: one instance, one studio, one window, and an orderly end. */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { utilityLauncher } from '#main/adapters/engine-link/utility-launcher.ts';
import { NamedCopies } from '#main/studio/named-copies.ts';
import { homeFolder } from '#main/studio/places.ts';
import { openStudio } from '#main/studio/open-studio.ts';
import { openRemoteAccess } from '#main/web/remote-access.ts';
import { openScreens } from '#main/web/screens.ts';
import { matchLanguage } from '#shared/domain/language.ts';
import { describeError } from '#shared/errors/describe.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import { acceptPorts } from './contract-port.ts';
import { createDesktopRouter } from './desktop-router.ts';
import type { ElectronParts } from './electron-parts.ts';
import { followSettings } from './follow-settings.ts';
import { registerScheme, serveScheme } from './scheme.ts';
import { guardContents, guardSession } from './security.ts';
import { StudioWindow } from './window.ts';

const SCREENS = fileURLToPath(new URL('../../../dist/renderer', import.meta.url));

export interface DesktopOptions {
  readonly library?: string | undefined;
  /** Folder of the built screens; another one only in tests. */
  readonly screensFolder?: string;
}

/** Returns before anything is open: Electron is ready only after its first file has run. */
export function startDesktop(electron: ElectronParts, options: DesktopOptions): void {
  const { app } = electron;
  function giveUp(error: unknown): void {
    const { what, action } = describeError(toErrorShape(error), matchLanguage([app.getLocale()]));
    electron.dialog.showErrorBox(what, action);
    app.exit(1);
  }
  try {
    // Cookies, caches and the lock of the one instance lie with Easel's own files.
    const userData = join(homeFolder(), 'window');
    mkdirSync(userData, { recursive: true });
    app.setPath('userData', userData);
  } catch (error) {
    giveUp(error);
    return;
  }
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  registerScheme(electron.protocol);
  guardContents(app);
  app
    .whenReady()
    .then(() => open(electron, options))
    .catch(giveUp);
}

async function open(electron: ElectronParts, options: DesktopOptions): Promise<void> {
  const { app } = electron;
  const studio = await openStudio({
    host: 'desktop',
    library: options.library,
    seal: {
      isAvailable: () => electron.safeStorage.isAsyncEncryptionAvailable(),
      seal: (text) => electron.safeStorage.encryptStringAsync(text),
      unseal: async (bytes) =>
        (await electron.safeStorage.decryptStringAsync(Buffer.from(bytes))).result,
    },
    launcher: utilityLauncher((...how) => electron.utilityProcess.fork(...how)),
    reportFault: console.error,
  });
  const screensFolder = options.screensFolder ?? SCREENS;
  const screens = await openScreens(screensFolder);
  const { defaultSession } = electron.session;
  guardSession(defaultSession);
  serveScheme(defaultSession.protocol, { media: studio.media, screens });

  const window = new StudioWindow(electron);
  const copies = new NamedCopies(studio.media, tmpdir());
  const desktop = createDesktopRouter({ electron, media: studio.media, copies });
  const context = studio.context({ hasLocalFiles: true });
  acceptPorts(electron.ipcMain, { ...studio.router, desktop }, (sender) =>
    sender.id === window.contentsId ? { ...context, sender } : undefined,
  );
  const remote = openRemoteAccess(studio, screensFolder);
  const stopFollowing = followSettings(electron, studio, window);

  app.on('second-instance', () => {
    window.show();
  });
  app.on('activate', () => {
    window.show();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  quitAfter(app, async () => {
    stopFollowing();
    await remote.close();
    // What runs goes back to the queue and is taken up at the next start.
    await studio.close();
    await copies.close();
  });
  window.show();
}

/** Holds the end of the app back until `close` is done; asked again meanwhile, it closes only once. */
function quitAfter(app: ElectronParts['app'], close: () => Promise<void>): void {
  let closing: Promise<void> | undefined;
  let isClosed = false;
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    closing ??= close()
      .catch(console.error)
      .finally(() => {
        isClosed = true;
        app.quit();
      });
  });
}
