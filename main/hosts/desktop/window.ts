/** The one window: where it was, as it was; shown when there is something to see. */
import { fileURLToPath } from 'node:url';
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import type { ElectronParts } from './electron-parts.ts';
import { ORIGIN } from './scheme.ts';

const PRELOAD = fileURLToPath(new URL('preload.cjs', import.meta.url));
/** The ground of the screens, so that nothing flashes before they are painted. */
const GROUND = { dark: '#1c1c1c', light: '#f3f3f3' };
/** A page that breaks more often than this within a minute would only break again. */
const MAX_RELOADS = 3;

const OPTIONS: BrowserWindowConstructorOptions = {
  // Size, place and display mode come back, moved onto a display that is there.
  name: 'studio',
  windowStatePersistence: true,
  width: 1440,
  height: 900,
  minWidth: 960,
  minHeight: 640,
  title: 'Easel',
  show: false,
  webPreferences: {
    preload: PRELOAD,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false,
    navigateOnDragDrop: false,
  },
};

export class StudioWindow {
  readonly #electron: Pick<ElectronParts, 'BrowserWindow' | 'nativeTheme'>;
  #window: BrowserWindow | undefined;

  constructor(electron: Pick<ElectronParts, 'BrowserWindow' | 'nativeTheme'>) {
    this.#electron = electron;
  }

  /** The id of the page's contents while the window is open. */
  get contentsId(): number | undefined {
    return this.#window?.webContents.id;
  }

  /** Opens the window, or brings the open one to the front. */
  show(): void {
    const open = this.#window;
    if (open === undefined) {
      this.#create();
      return;
    }
    if (open.isMinimized()) open.restore();
    open.show();
    open.focus();
  }

  /** Goes to a screen of the app, opening the window when it is closed. */
  go(screen: string): void {
    this.show();
    // Only the part after the hash changes: the page stays as it is.
    this.#window?.loadURL(`${ORIGIN}/#/${screen}`).catch(console.error);
  }

  #create(): void {
    const { BrowserWindow, nativeTheme } = this.#electron;
    const backgroundColor = nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light;
    const window = new BrowserWindow({ ...OPTIONS, backgroundColor });
    this.#window = window;
    window.once('ready-to-show', () => {
      window.show();
    });
    window.on('closed', () => {
      this.#window = undefined;
    });
    const broken: number[] = [];
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      const now = Date.now();
      broken.push(now);
      const recent = broken.filter((at) => now - at < 60_000);
      // The page is a view: all work goes on without it, and it comes back as it was.
      if (reason !== 'clean-exit' && recent.length <= MAX_RELOADS) window.webContents.reload();
    });
    window.loadURL(`${ORIGIN}/`).catch(console.error);
  }
}
