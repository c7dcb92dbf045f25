/** The contract over a message port that the window's script sends. */
import type { IpcMain, IpcMainEvent, MessagePortMain, WebContents } from 'electron';
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { CONNECT_MESSAGE, type PortGreeting } from '#shared/contract/desktop.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { DesktopContext } from './desktop-router.ts';
import { ORIGIN } from './scheme.ts';

/**
 * Accepts a port only from the top frame of our own page in our own window: whoever holds a port is
 * the owner. Every other sender is told why before its port is closed.
 */
export function acceptPorts(
  ipcMain: Pick<IpcMain, 'on'>,
  router: AnyRouter,
  contextFor: (sender: WebContents) => DesktopContext | undefined,
): void {
  const handler = new RPCHandler<DesktopContext>(router);
  ipcMain.on(CONNECT_MESSAGE, (event) => {
    const [port, ...others] = event.ports;
    for (const other of others) other.close();
    if (port === undefined) return;
    const context = isOurTopFrame(event) ? contextFor(event.sender) : undefined;
    if (context === undefined) {
      const origin = event.senderFrame?.origin ?? 'a page that is gone';
      const error = toErrorShape(new EaselError('access.origin-refused', { origin }));
      greet(port, { type: 'refused', error });
      port.close();
      return;
    }
    greet(port, { type: 'ready' });
    handler.upgrade(port, { context });
    port.start();
  });
}

function isOurTopFrame({ senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === ORIGIN;
}

function greet(port: MessagePortMain, greeting: PortGreeting): void {
  port.postMessage(greeting);
}
