/** The contract over a message port to the app that opened this window. */
import { RPCLink } from '@orpc/client/message-port';
import { CONNECT_MESSAGE, portGreetingSchema } from '#shared/contract/desktop.ts';
import { EaselError, fromErrorShape } from '#shared/errors/easel-error.ts';
import type { OpenedLink } from './link.ts';

/** Hands a port to the preload script, which passes it on; the app greets or refuses. */
function sendToApp(port: MessagePort): void {
  window.postMessage(CONNECT_MESSAGE, location.origin, [port]);
}

export function openPortLink(send: (port: MessagePort) => void = sendToApp): OpenedLink {
  const { port1: port, port2 } = new MessageChannel();
  const { promise: closed, resolve: markClosed } = Promise.withResolvers<void>();
  port.addEventListener('close', () => {
    markClosed();
  });
  const opened = new Promise<void>((resolve, reject) => {
    function listen({ data }: MessageEvent<unknown>): void {
      const greeting = portGreetingSchema.safeParse(data);
      if (greeting.data?.type === 'ready') resolve();
      else {
        const error = greeting.data?.error;
        reject(error ? fromErrorShape(error) : new EaselError('access.disconnected'));
        port.close();
        markClosed();
      }
    }
    port.addEventListener('message', listen, { once: true });
    void closed.then(() => {
      reject(new EaselError('access.disconnected'));
    });
  });
  // Nobody may be waiting for it yet; the one who does sees the rejection all the same.
  opened.catch(() => undefined);
  port.start();
  send(port2);

  let link: OpenedLink['link'] | undefined;
  return {
    // Not before the greeting, which is no answer to any call.
    get link() {
      return (link ??= new RPCLink({ port }));
    },
    opened,
    closed,
    close() {
      port.close();
      markClosed();
    },
  };
}
