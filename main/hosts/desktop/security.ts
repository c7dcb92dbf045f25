/** Every door of a window that the app does not use is shut; what nobody thought of stays shut too. */
import type { App, PermissionCheckHandlerHandlerDetails, Session, WebContents } from 'electron';
import { ORIGIN } from './scheme.ts';

/** Copying a picture needs this one; nothing else is ever granted. */
const GRANTED = 'clipboard-sanitized-write';
/** What a window may load. Anything else would leave the machine, or read files behind our back. */
const LOADABLE = new Set(['easel:', 'blob:', 'data:', 'devtools:']);

/** For every window and frame there will ever be: no way to another page, no second window. */
export function guardContents(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
    contents.on('will-navigate', refuseOtherPages);
    contents.on('will-frame-navigate', refuseOtherPages);
    contents.on('will-redirect', refuseOtherPages);
  });
}

export function guardSession(session: Session): void {
  const isOurs = (contents: WebContents | null, permission: string, address: string): boolean =>
    permission === GRANTED && contents !== null && isOurAddress(address);
  session.setPermissionCheckHandler((contents, permission, origin, details) =>
    isOurs(contents, permission, addressOf(origin, details)),
  );
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    answer(isOurs(contents, permission, details.requestingUrl));
  });
  session.setDevicePermissionHandler(() => false);
  // Chromium would fetch dictionaries from a server.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !LOADABLE.has(protocolOf(url)) });
  });
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`${ORIGIN}/media/`)) event.preventDefault();
  });
}

/** The page itself: a picture, too, must not take its place. */
export function isOurPage(address: string): boolean {
  return address.split('#')[0] === `${ORIGIN}/`;
}

function refuseOtherPages(event: { preventDefault(): void; readonly url: string }): void {
  if (!isOurPage(event.url)) event.preventDefault();
}

function addressOf(origin: string, details: PermissionCheckHandlerHandlerDetails): string {
  return details.requestingUrl ?? origin;
}

function isOurAddress(address: string): boolean {
  return address === ORIGIN || address.startsWith(`${ORIGIN}/`);
}

function protocolOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol : '';
}
