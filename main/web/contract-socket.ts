/** The contract over WebSocket at `/rpc`. */
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ApiContext } from '#main/api/context.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import { checkSource, checkToken, type Gate } from './guard.ts';

/** The largest question is ten thousand ids; pictures never travel here. */
const MAX_MESSAGE_BYTES = 4 * 2 ** 20;
/** A reader that lets this much pile up is not reading any more. */
const MAX_UNSENT_BYTES = 64 * 2 ** 20;
const HEARTBEAT_MS = 20_000;

export interface ContractSocket {
  /** Handles an HTTP upgrade: the handshake, or a refusal with a coded body. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

export function openContractSocket(
  router: AnyRouter,
  context: ApiContext,
  gate: Gate,
): ContractSocket {
  const handler = new RPCHandler<ApiContext>(router);
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: true,
  });
  const answered = new WeakSet<WebSocket>();
  const heartbeat = setInterval(() => {
    for (const peer of server.clients) {
      // No answer since the last round, or nothing taken: the streams of a dead peer must end.
      if (!answered.has(peer) || peer.bufferedAmount > MAX_UNSENT_BYTES) peer.terminate();
      answered.delete(peer);
      peer.ping();
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();

  return {
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy());
      try {
        checkSource(request, gate, true);
        checkToken(request, gate);
        if (request.url !== '/rpc') throw new EaselError('access.not-found');
      } catch (error) {
        refuse(socket, error);
        return;
      }
      server.handleUpgrade(request, socket, head, (peer) => {
        answered.add(peer);
        peer.on('pong', () => answered.add(peer));
        peer.on('error', () => peer.terminate());
        void handler.upgrade(peer, { context });
      });
    },
    close() {
      clearInterval(heartbeat);
      for (const peer of server.clients) peer.close(1001);
      server.close();
    },
  };
}

function refuse(socket: Duplex, error: unknown): void {
  const shape = toErrorShape(error);
  const body = `${JSON.stringify(shape)}\n`;
  const statuses: Record<string, string> = {
    'access.token-wrong': '401 Unauthorized',
    'access.not-found': '404 Not Found',
  };
  const lines = [
    `HTTP/1.1 ${statuses[shape.code] ?? '403 Forbidden'}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
