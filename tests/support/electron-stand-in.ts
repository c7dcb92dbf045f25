/**
 * The few of Electron's objects that the desktop host uses, as Electron describes them, where its
 * binary is not at hand. Ports are real message ports, the engine is a real process, requests and
 * answers are real ones; only windows, menus and dialogs are written down instead of shown.
 */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import type { ElectronParts } from '#main/hosts/desktop/electron-parts.ts';
import { CONNECT_MESSAGE } from '#shared/contract/desktop.ts';

const UTILITY_CHILD = join(import.meta.dirname, 'utility-child.ts');
export const HOME = 'easel://app';

/** `MessagePortMain`: says nothing before `start`, and hands on events with `data`. */
export class PortMain extends EventEmitter {
  readonly #port: MessagePort;
  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', () => this.emit('close'));
  }
  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
  }
  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }
  close(): void {
    this.#port.close();
  }
}

/** Whether a navigation, an embedding or a download was let through. */
function isAllowed(emitter: EventEmitter, name: string, details: object, ...more: unknown[]) {
  let isPrevented = false;
  const preventDefault = (): void => void (isPrevented = true);
  emitter.emit(name, { preventDefault, ...details }, ...more);
  return !isPrevented;
}

let lastId = 0;

export class ContentsStandIn extends EventEmitter {
  readonly id = (lastId += 1);
  readonly dragged: unknown[] = [];
  reloads = 0;
  #openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler;
  }
  mayOpenWindow(url: string): boolean {
    return this.#openHandler({ url }).action === 'allow';
  }
  mayNavigate(how: 'will-navigate' | 'will-frame-navigate' | 'will-redirect', url: string) {
    return isAllowed(this, how, { url });
  }
  mayAttachWebview(): boolean {
    return isAllowed(this, 'will-attach-webview', {});
  }
  reload(): void {
    this.reloads += 1;
  }
  startDrag(item: unknown): void {
    this.dragged.push(item);
  }
}

type CheckHandler = (
  contents: object | null,
  permission: string,
  origin: string,
  details: { requestingUrl?: string; isMainFrame: boolean },
) => boolean;
type RequestHandler = (
  contents: object,
  permission: string,
  answer: (isGranted: boolean) => void,
  details: { requestingUrl: string; isMainFrame: boolean },
) => void;

type BeforeRequest = (
  details: { url: string },
  answer: (verdict: { cancel?: boolean }) => void,
) => void;

export class SessionStandIn extends EventEmitter {
  isSpellChecking = true;
  check: CheckHandler = () => true;
  request: RequestHandler = (_contents, _permission, answer) => {
    answer(true);
  };
  device: () => boolean = () => true;
  #beforeRequest: BeforeRequest = (_details, answer) => {
    answer({});
  };
  #handler: ((request: Request) => Promise<Response> | Response) | undefined;
  readonly protocol = {
    handle: (_scheme: string, handler: (request: Request) => Promise<Response> | Response) => {
      this.#handler = handler;
    },
  };
  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest) => {
      this.#beforeRequest = listener;
    },
  };
  setPermissionCheckHandler(handler: CheckHandler): void {
    this.check = handler;
  }
  setPermissionRequestHandler(handler: RequestHandler): void {
    this.request = handler;
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.device = handler;
  }
  setSpellCheckerEnabled(isEnabled: boolean): void {
    this.isSpellChecking = isEnabled;
  }
  mayLoad(url: string): boolean {
    let isCancelled = false;
    this.#beforeRequest({ url }, ({ cancel }) => (isCancelled = cancel === true));
    return !isCancelled;
  }
  mayDownload(url: string): boolean {
    return isAllowed(this, 'will-download', {}, { getURL: () => url });
  }
  mayUse(permission: string, url: string): boolean {
    const details = { requestingUrl: url, isMainFrame: true };
    let isGranted = false;
    this.request({}, permission, (answer) => (isGranted = answer), details);
    return isGranted || this.check({}, permission, url, details);
  }
  /** As a page of `initiator` would; absent as when the window is told to open an address. */
  async fetch(url: string, init: RequestInit = {}, initiator?: string): Promise<Response> {
    const request = Object.assign(new Request(url, init), { initiatorOrigin: initiator });
    if (this.#handler === undefined) throw new Error('No scheme is served.');
    return this.#handler(request);
  }
}

class AppStandIn extends EventEmitter {
  readonly isPackaged: boolean = false;
  readonly paths = new Map<string, string>();
  readonly ended = Promise.withResolvers<number>();
  isFirst = true;
  languages = ['en-GB'];
  closeWindows = (): void => undefined;
  requestSingleInstanceLock = (): boolean => this.isFirst;
  whenReady = async (): Promise<void> => undefined;
  getLocale = (): string => this.languages[0] ?? '';
  getPreferredSystemLanguages = (): string[] => this.languages;
  setPath(name: string, path: string): void {
    if (!existsSync(path)) throw new Error(`Failed to set path: there is no ${path}`);
    this.paths.set(name, path);
  }
  isQuitting = false;
  quit(): void {
    this.isQuitting = true;
    this.emit('before-quit', {});
    this.closeWindows();
    if (isAllowed(this, 'will-quit', {})) this.exit(0);
  }
  exit(code: number): void {
    this.ended.resolve(code);
  }
}

export interface MenuEntry {
  readonly label?: string;
  readonly role?: string;
  readonly click?: () => void;
  readonly submenu?: readonly MenuEntry[];
}

export class ElectronStandIn {
  readonly app = new AppStandIn();
  readonly session = new SessionStandIn();
  readonly ipcMain = new EventEmitter();
  readonly seen = {
    schemes: [] as { scheme: string; privileges: object }[],
    windowOptions: [] as Record<string, unknown>[],
    revealed: [] as string[],
    errors: [] as string[],
    questions: [] as { message: string; buttons?: readonly string[] }[],
    dialogs: [] as unknown[],
    menus: [] as (readonly MenuEntry[])[],
  };
  /** What a person answers: a folder or nothing, and the number of a button. */
  answers = { folder: undefined as string | undefined, button: 0 };
  readonly windows: WindowStandIn[] = [];
  readonly engines: UtilityStandIn[] = [];
  readonly nativeTheme = { shouldUseDarkColors: true, themeSource: 'system' };
  readonly parts: ElectronParts;

  constructor() {
    const BrowserWindow = windowClassOf(this);
    this.app.closeWindows = () => {
      for (const window of [...this.windows]) window.close();
    };
    const { seen } = this;
    const parts = {
      ...{ app: this.app, BrowserWindow, ipcMain: this.ipcMain, nativeTheme: this.nativeTheme },
      session: { defaultSession: this.session },
      protocol: {
        registerSchemesAsPrivileged: (schemes: typeof seen.schemes) =>
          seen.schemes.push(...schemes),
      },
      dialog: {
        showOpenDialog: async (...asked: unknown[]) => {
          seen.dialogs.push(asked.at(-1));
          const { folder } = this.answers;
          return {
            canceled: folder === undefined,
            filePaths: folder === undefined ? [] : [folder],
          };
        },
        showErrorBox: (title: string, text: string) => seen.errors.push(`${title}\n${text}`),
        showMessageBox: async (question: { message: string }) => {
          seen.questions.push(question);
          return { response: this.answers.button };
        },
      },
      Menu: {
        buildFromTemplate: (template: readonly MenuEntry[]) => template,
        setApplicationMenu: (menu: readonly MenuEntry[]) => seen.menus.push(menu),
      },
      nativeImage: { createFromPath: (path: string) => ({ resize: () => ({ path }) }) },
      shell: { showItemInFolder: (path: string) => seen.revealed.push(path) },
      safeStorage: {
        isAsyncEncryptionAvailable: async () => true,
        encryptStringAsync: async (text: string) => Buffer.from(Buffer.from(text).toReversed()),
        decryptStringAsync: async (bytes: Buffer) => ({
          result: Buffer.from(bytes.toReversed()).toString(),
        }),
      },
      utilityProcess: {
        fork: (entry: string) => {
          const child = forkUtility(entry);
          this.engines.push(child);
          return child;
        },
      },
    };
    this.parts = parts as unknown as ElectronParts;
  }

  /** What the preload script of a window passes on: one end of a channel, and who sent it. */
  receive(
    port: unknown,
    from: { readonly sender?: object; readonly frame?: object | null } = {},
  ): void {
    const { sender = this.windows[0]?.webContents } = from;
    const { frame = { parent: null, origin: HOME } } = from;
    const ports = [new PortMain(port as MessagePort)];
    this.ipcMain.emit(CONNECT_MESSAGE, { sender, senderFrame: frame, ports });
  }

  /** Resolves when the window shows its page. */
  async shown(): Promise<WindowStandIn> {
    while (this.windows[0]?.isShown !== true) await once(this.ipcMain, 'stand-in:shown');
    return this.windows[0];
  }
}

export class WindowStandIn extends EventEmitter {
  readonly webContents = new ContentsStandIn();
  readonly addresses: string[] = [];
  isShown = false;
  focused = 0;
  readonly #electron: ElectronStandIn;

  constructor(electron: ElectronStandIn) {
    super();
    this.#electron = electron;
    electron.windows.push(this);
    electron.app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    this.addresses.push(url);
    const answer = await this.#electron.session.fetch(url);
    await answer.text();
    this.emit('ready-to-show');
  }
  show(): void {
    this.isShown = true;
    this.#electron.ipcMain.emit('stand-in:shown');
  }
  focus(): void {
    this.focused += 1;
  }
  isMinimized = (): boolean => false;
  restore = (): void => undefined;
  close(): void {
    const { windows, app } = this.#electron;
    windows.splice(windows.indexOf(this), 1);
    this.emit('closed');
    // Electron says nothing of it while it quits.
    if (windows.length === 0 && !app.isQuitting) app.emit('window-all-closed');
  }
}

type UtilityStandIn = EventEmitter & { readonly isGone: boolean };

/** A real process in which `process.parentPort` is what Electron makes it. */
function forkUtility(entry: string): UtilityStandIn {
  const child = fork(UTILITY_CHILD, [entry], {
    ...{ serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] },
  });
  const utility = Object.assign(new EventEmitter(), {
    isGone: false,
    ...{ pid: child.pid, stdout: child.stdout, stderr: child.stderr },
    postMessage: (message: object) => child.connected && child.send(message, () => undefined),
    kill: () => child.kill('SIGTERM'),
  });
  child.on('message', (message) => utility.emit('message', message));
  child.once('exit', (code, signal) => {
    utility.isGone = true;
    // As waitpid gives it: the number of the signal where one ended it.
    utility.emit('exit', code ?? (signal === 'SIGKILL' ? 9 : 15));
  });
  return utility;
}

function windowClassOf(electron: ElectronStandIn) {
  return class BrowserWindow extends WindowStandIn {
    static fromWebContents(contents: object): WindowStandIn | null {
      return electron.windows.find(({ webContents }) => webContents === contents) ?? null;
    }
    constructor(options: Record<string, unknown>) {
      super(electron);
      electron.seen.windowOptions.push(options);
    }
  };
}
