/** The desktop host as its window meets it: addresses, doors, ports, wishes. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { CONNECT_MESSAGE } from '#shared/contract/desktop.ts';
import { openPortLink } from '#renderer/client/port-link.ts';
import { openDesktopHost } from '#tests/support/desktop-host.ts';
import { ElectronStandIn, HOME } from '#tests/support/electron-stand-in.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const SAMPLE = join(import.meta.dirname, '../../resources/models/spark/samples.png');

afterEach(() => {
  vi.unstubAllEnvs();
});

async function open() {
  const host = await openDesktopHost(join(temporaryFolder(), 'library'));
  return { ...host, session: host.electron.session };
}

async function withPicture() {
  const host = await open();
  const client = await host.client();
  const { pictures } = await client.gallery.importFiles({ paths: [SAMPLE] });
  return { ...host, library: client, id: pictures[0]!.id };
}

describe('the window', () => {
  it('is a sandboxed page of the app’s own origin, shown when it is loaded', async () => {
    const { electron } = await open();
    expect(electron.windows.map(({ addresses }) => addresses)).toEqual([[`${HOME}/`]]);
    expect(electron.seen.windowOptions[0]).toMatchObject({
      show: false,
      windowStatePersistence: true,
      webPreferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
      },
    });
    expect(electron.seen.schemes).toEqual([
      {
        scheme: 'easel',
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
      },
    ]);
  });

  it('gets a preload that knows one word of the contract and where files lie, and no more', async () => {
    const { electron } = await open();
    const { preload } = electron.seen.windowOptions[0]?.['webPreferences'] as { preload: string };
    const script = readFileSync(preload, 'utf8');
    expect(script).toContain(`'${CONNECT_MESSAGE}'`);
    expect(script).not.toMatch(/ipcRenderer\.(send|invoke|on)/);
    expect(script.match(/exposeInMainWorld/g)).toHaveLength(1);
    expect(script).toContain('webUtils.getPathForFile(file)');
  });

  it('comes to the front when the app is started a second time', async () => {
    const { electron } = await open();
    electron.app.emit('second-instance', {});
    expect(electron.windows.map(({ focused }) => focused)).toEqual([1]);
  });

  it('reloads a page that broke, but not for ever', async () => {
    const { electron } = await open();
    const contents = electron.windows[0]!.webContents;
    for (let n = 0; n < 9; n += 1) {
      contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    }
    expect(contents.reloads).toBe(3);
  });
});

test('a second start opens nothing and ends', async () => {
  const electron = new ElectronStandIn();
  electron.app.isFirst = false;
  const { startDesktop } = await import('#main/hosts/desktop/start-desktop.ts');
  startDesktop(electron.parts, { library: temporaryFolder() });
  expect(await electron.app.ended.promise).toBe(0);
  expect(electron.windows).toEqual([]);
});

test('closing the window ends the app, once, even when it is asked to end again meanwhile', async () => {
  const { electron } = await open();
  const reported = vi.spyOn(console, 'error');
  electron.windows[0]!.close();
  electron.app.quit();
  expect(await electron.app.ended.promise).toBe(0);
  expect(reported).not.toHaveBeenCalled();
});

test('a library that cannot be opened is said in one box, and the app ends', async () => {
  const library = join(temporaryFolder(), 'library');
  await openDesktopHost(library);
  const electron = new ElectronStandIn();
  electron.app.languages = ['zh-CN'];
  const { startDesktop } = await import('#main/hosts/desktop/start-desktop.ts');
  startDesktop(electron.parts, { library });
  expect(await electron.app.ended.promise).toBe(1);
  expect(electron.seen.errors).toEqual([expect.stringMatching(/[\u4e00-\u9fff].*\n/u)]);
});

describe('the addresses of easel://app', () => {
  it('serve the screens under a policy that allows nothing from elsewhere', async () => {
    const { session } = await open();
    const answer = await session.fetch(`${HOME}/`);
    expect(await answer.text()).toContain('<title>Easel</title>');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|ws:|http/);
    const script = await session.fetch(`${HOME}/assets/app-1.js`, {}, HOME);
    expect(script.headers.get('content-type')).toContain('text/javascript');
  });

  it('serve pictures by id, whole or in part, inert', async () => {
    const { session, id } = await withPicture();
    const address = `${HOME}/media/picture/${id}`;
    const whole = await session.fetch(address, {}, HOME);
    expect(Buffer.from(await whole.arrayBuffer()).equals(readFileSync(SAMPLE))).toBe(true);
    expect(whole.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
    const part = await session.fetch(address, { headers: { range: 'bytes=1-3' } }, HOME);
    expect([part.status, await part.text()]).toEqual([206, 'PNG']);
    const etag = whole.headers.get('etag') ?? '';
    const again = await session.fetch(address, { headers: { 'if-none-match': etag } }, HOME);
    expect(again.status).toBe(304);
  });

  it.each([
    '/../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/assets/..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/..\\..\\package.json',
    '/media/picture/..%2f..%2fboards.json',
    '/media/picture/%2e%2e%5c%2e%2e%5cboards.json',
    '/media/picture/a%00b',
    '//etc/passwd',
    '/%00',
    '/nothing/here',
  ])('hold nothing at %s', async (path) => {
    const { session } = await open();
    const answer = await session.fetch(`${HOME}${path}`, {}, HOME);
    expect([400, 404]).toContain(answer.status);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.text()).not.toMatch(/root:|"easel"/);
  });

  it.each([
    ['another host', 'easel://elsewhere/', undefined],
    ['a host that looks like it', 'easel://app.evil/', undefined],
    ['a port', 'easel://app:99/', undefined],
    ['a page from the web', `${HOME}/`, 'https://evil.example'],
    ['a page without an origin', `${HOME}/`, 'null'],
    ['another page of the scheme', `${HOME}/`, 'easel://elsewhere'],
  ])('refuse %s', async (_name, address, initiator) => {
    const { session } = await open();
    const answer = await session.fetch(address, {}, initiator);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'access.origin-refused' });
  });

  it.each(['PUT', 'DELETE', 'OPTIONS'])('know no %s', async (method) => {
    const { session } = await open();
    expect((await session.fetch(`${HOME}/`, { method }, HOME)).status).toBe(405);
  });
});

describe('every other door is shut', () => {
  const strange = ['https://evil.example/', 'file:///etc/passwd', 'easel://elsewhere/'];
  const misplaced = [`${HOME}/media/picture/x`, 'javascript:alert(1)', 'data:text/html,x'];

  it('to other pages, from every frame', async () => {
    const { electron } = await open();
    const contents = electron.windows[0]!.webContents;
    for (const url of [...strange, ...misplaced]) {
      expect(contents.mayNavigate('will-navigate', url), url).toBe(false);
      expect(contents.mayNavigate('will-frame-navigate', url), url).toBe(false);
      expect(contents.mayNavigate('will-redirect', url), url).toBe(false);
    }
    expect(contents.mayNavigate('will-navigate', `${HOME}/#/gallery`)).toBe(true);
    expect(contents.mayAttachWebview()).toBe(false);
  });

  it('to second windows', async () => {
    const { electron } = await open();
    for (const url of [...strange, `${HOME}/`, 'about:blank']) {
      expect(electron.windows[0]!.webContents.mayOpenWindow(url), url).toBe(false);
    }
  });

  it('to the network and to files', async () => {
    const { session } = await open();
    const beyond = [...strange.slice(0, 2), 'http://127.0.0.1:1/', 'ws://127.0.0.1/', 'rubbish'];
    for (const url of beyond) expect(session.mayLoad(url), url).toBe(false);
    expect(session.mayLoad(`${HOME}/assets/app-1.js`)).toBe(true);
    expect(session.mayDownload('https://evil.example/x.exe')).toBe(false);
    expect(session.mayDownload(`${HOME}/media/export/x`)).toBe(true);
    expect(session.isSpellChecking).toBe(false);
  });

  it('to everything a page may ask permission for, but copying', async () => {
    const { session } = await open();
    const wishes = ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal'];
    for (const wish of [...wishes, 'fileSystem', 'usb', 'display-capture', 'unknown']) {
      expect(session.mayUse(wish, `${HOME}/`), wish).toBe(false);
    }
    expect(session.mayUse('clipboard-sanitized-write', `${HOME}/`)).toBe(true);
    expect(session.mayUse('clipboard-sanitized-write', 'https://evil.example/')).toBe(false);
    expect(session.mayUse('clipboard-sanitized-write', 'easel://app.evil/')).toBe(false);
    expect(session.device()).toBe(false);
  });
});

describe('a port', () => {
  it('carries the contract, with the owner’s rights', async () => {
    const client = await (await open()).client();
    const info = await client.system.info();
    expect(info).toMatchObject({ host: 'desktop', library: { pictures: 0 } });
    const { pictures } = await client.gallery.importFiles({ paths: [SAMPLE] });
    expect(pictures).toHaveLength(1);
    await expect(client.jobs.get({ id: 'nothing0000000000' })).rejects.toMatchObject({
      code: 'job.not-found',
    });
  });

  it.each([
    ['a frame within the page', { frame: { parent: {}, origin: HOME } }],
    ['a page of another origin', { frame: { parent: null, origin: 'https://evil.example' } }],
    ['a page that is gone', { frame: null }],
    ['another window', { sender: { id: -1 } }],
  ])('from %s is refused, and the sender is told', async (_name, from) => {
    const { electron } = await open();
    const link = openPortLink((port) => {
      electron.receive(port, from);
    });
    await expect(link.opened).rejects.toMatchObject({ code: 'access.origin-refused' });
    await link.closed;
  });
});

describe('what only a window can do', () => {
  it('shows a dialog for a folder', async () => {
    const { electron, client } = await open();
    const { desktop } = await client();
    expect(await desktop.pickFolder()).toEqual({});
    electron.answers.folder = '/some/where';
    expect(await desktop.pickFolder()).toEqual({ path: '/some/where' });
  });

  it('shows a dialog for a file of weights, and only those', async () => {
    const { electron, client } = await open();
    const { desktop } = await client();
    electron.answers.folder = '/some/where/mix.safetensors';
    expect(await desktop.pickModelFile()).toEqual({ path: '/some/where/mix.safetensors' });
    expect(electron.seen.dialogs).toMatchObject([
      { properties: ['openFile'], filters: [{ extensions: ['safetensors'] }] },
    ]);
  });

  it('shows a picture’s own file in the file manager', async () => {
    const { electron, library, id } = await withPicture();
    await library.desktop.reveal({ id });
    expect(electron.seen.revealed.map((path) => readFileSync(path).length)).toEqual([
      readFileSync(SAMPLE).length,
    ]);
    await expect(library.desktop.reveal({ id: 'none00000000' })).rejects.toMatchObject({
      code: 'picture.not-found',
    });
  });

  it('drags copies with readable names, which are gone after the app', async () => {
    const { electron, library, id, quit } = await withPicture();
    const pictures = [
      { id, name: 'a red apple-7.png' },
      { id, name: '../../a red apple-7' },
    ];
    await library.desktop.startDrag({ pictures });
    const [item] = electron.windows[0]!.webContents.dragged as [{ file: string; files: string[] }];
    expect(item.files.map((path) => basename(path))).toEqual([
      'a red apple-7.png',
      '-..-a red apple-7.png',
    ]);
    expect(readFileSync(item.file).subarray(1, 4).toString()).toBe('PNG');
    await quit();
    expect(() => readFileSync(item.file)).toThrow('ENOENT');
  });
});

test('menu and theme follow the settings', async () => {
  const { electron, client } = await open();
  const { settings } = await client();
  await settings.update({ language: 'zh-CN', theme: 'dark' });
  await vi.waitFor(() => {
    const labels = electron.seen.menus.at(-1)?.map(({ label }) => label);
    expect(labels).toEqual(['文件', '编辑', '视图', '帮助']);
    expect(electron.nativeTheme.themeSource).toBe('dark');
  });
  const view = electron.seen.menus.at(-1)?.[2];
  view?.submenu?.[1]?.click?.();
  expect(electron.windows[0]?.addresses.at(-1)).toBe(`${HOME}/#/gallery`);
});
