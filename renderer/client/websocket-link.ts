/** The contract over a WebSocket to the server that served this page. */
import { RPCLink } from '@orpc/client/websocket';
import type { OpenedLink } from './link.ts';

/** `ws:` or `wss:` address of the contract at the page's own origin. */
export function rpcAddress(page: { protocol: string; host: string }): string {
  return `${page.protocol === 'https:' ? 'wss:' : 'ws:'}//${page.host}/rpc`;
}

export function openWebSocketLink(address: string): OpenedLink {
  const socket = new WebSocket(address);
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener('close', () => {
      resolve();
    });
  });
  const opened = new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => {
      resolve();
    });
    void closed.then(() => {
      reject(new Error('closed'));
    });
  });
  // Nobody may be waiting for it yet; the one who does sees the rejection all the same.
  opened.catch(() => undefined);
  return {
    link: new RPCLink({ websocket: socket }),
    opened,
    closed,
    close() {
      socket.close();
    },
  };
}
