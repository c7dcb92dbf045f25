/**
 * The contract over a WebSocket to the server that served this page.
 *
 * A connection can be gone without a word: a cable pulled, a laptop asleep, a router that forgot.
 * The browser reports such a one as open for many minutes, so silence is answered with a question,
 * and no answer with the end.
 */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { EaselClient } from '#shared/contract/index.ts';
import { pause } from './backoff.ts';
import type { OpenedLink } from './link.ts';

/** In milliseconds; shorter ones only in tests. */
export interface LinkPatience {
  /** Silence after which the other side is asked whether it is still there. */
  readonly silence: number;
  /** How long the answer, or the opening of the connection, may take. */
  readonly answer: number;
}

const PATIENCE: LinkPatience = { silence: 10_000, answer: 15_000 };

/** `ws:` or `wss:` address of the contract at the page's own origin. */
export function rpcAddress(page: { protocol: string; host: string }): string {
  return `${page.protocol === 'https:' ? 'wss:' : 'ws:'}//${page.host}/rpc`;
}

export function openWebSocketLink(address: string, patience = PATIENCE): OpenedLink {
  const socket = new WebSocket(address);
  const ended = new AbortController();
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener('close', () => {
      ended.abort();
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
  const link = new RPCLink({ websocket: socket });
  const client = createORPCClient<EaselClient>(link);
  void endWhenSilent(socket, () => client.system.ping(), patience, ended.signal);
  return {
    link,
    opened,
    closed,
    close() {
      socket.close();
    },
  };
}

async function endWhenSilent(
  socket: WebSocket,
  ask: () => Promise<unknown>,
  patience: LinkPatience,
  ended: AbortSignal,
): Promise<void> {
  let heard = 0;
  const hear = (): void => void (heard += 1);
  socket.addEventListener('open', hear);
  socket.addEventListener('message', hear);
  /** Whether anything at all came in meanwhile; bytes of a long answer count as well as a pong. */
  async function isHeardWithin(milliseconds: number): Promise<boolean> {
    const before = heard;
    await pause(milliseconds, ended);
    return heard > before;
  }
  let isAlive = (await isHeardWithin(patience.answer)) || socket.readyState === WebSocket.OPEN;
  while (isAlive && !ended.aborted) {
    if (await isHeardWithin(patience.silence)) continue;
    // Its failure is seen as silence, or as the close that caused it.
    ask().catch(() => undefined);
    isAlive = await isHeardWithin(patience.answer);
  }
  if (ended.aborted) return;
  socket.close();
  // The browser would wait a minute for a goodbye; whoever listens must not.
  socket.dispatchEvent(new Event('close'));
}
