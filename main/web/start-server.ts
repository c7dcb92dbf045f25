/** One studio, reachable over HTTP and WebSocket by whoever holds the token. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Studio } from '#main/studio/open-studio.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { openContractSocket } from './contract-socket.ts';
import type { Gate } from './guard.ts';
import { handleRequest } from './handle-request.ts';
import { bracketed, ownHosts } from './own-hosts.ts';
import { noteSignIn } from './sign-ins.ts';
import { openScreens } from './screens.ts';
import { createToken } from './token.ts';

export interface ServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Whether callers may name files of this machine by path. */
  readonly hasLocalFiles: boolean;
  /** Where sign-ins are noted over restarts; absent, every start begins without any. */
  readonly signInsFile?: string;
  /** Folder of the built screens. */
  readonly screensFolder: string;
}

export interface RunningServer {
  /** With the token: open this. */
  readonly address: string;
  readonly origin: string;
  readonly token: string;
  readonly port: number;
  /** Ends every connection; the studio is the caller's to close. */
  close(): Promise<void>;
}

/** Rejects with `access.port-taken`, or Node's own error when it cannot listen there at all. */
export async function startServer(studio: Studio, options: ServerOptions): Promise<RunningServer> {
  const screens = await openScreens(options.screensFolder);
  const server = createServer({
    maxHeaderSize: 16_384,
    // A client that dribbles its request is dropped; an upload over a slow line is let finish.
    headersTimeout: 10_000,
    requestTimeout: 15 * 60_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 2_000,
  });
  server.maxConnections = 256;
  const port = await listen(server, options);
  const token = createToken();
  const earlier =
    options.signInsFile === undefined ? undefined : await noteSignIn(options.signInsFile, token);
  const gate: Gate = { hosts: ownHosts(options.host, port), port, token, earlier };
  const context = studio.context({ hasLocalFiles: options.hasLocalFiles });
  const contractSocket = openContractSocket(studio.router, context, gate);
  const site = { media: studio.media, screens };
  server.on('request', (request, response) => void handleRequest(request, response, gate, site));
  server.on('upgrade', contractSocket.upgrade);

  const origin = `http://${bracketed(addressable(options.host))}:${port}`;
  return {
    origin,
    address: `${origin}/?token=${gate.token}`,
    token: gate.token,
    port,
    async close() {
      contractSocket.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, { host, port }: ServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const isTaken = 'code' in error && error.code === 'EADDRINUSE';
      reject(isTaken ? new EaselError('access.port-taken', { port }) : error);
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** A wildcard is where one listens, not where one goes. */
function addressable(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}
