/** The three ways to carry a contract, behind one face. */
import { createORPCClient } from '@orpc/client';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import { createRouterClient, type AnyRouter } from '@orpc/server';
import type { IpcMain, WebContents } from 'electron';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MessagePort } from 'node:worker_threads';
import { WebSocket } from 'ws';
import type { ApiContext } from '#main/api/context.ts';
import { acceptPorts } from '#main/hosts/desktop/contract-port.ts';
import { openContractSocket } from '#main/web/contract-socket.ts';
import { ownHosts } from '#main/web/own-hosts.ts';
import { openPortLink } from '#renderer/client/port-link.ts';
import { CONNECT_MESSAGE } from '#shared/contract/desktop.ts';
import { restoringErrors } from '#shared/contract/restore-error.ts';

import { PortMain } from '#tests/support/electron-stand-in.ts';

export interface Link<Contract extends AnyContractRouter> {
  readonly client: ContractRouterClient<Contract>;
  /** The other side is gone from one moment to the next; absent where there is no other side. */
  readonly kill?: () => void;
  close(): Promise<void>;
}

export const linkKinds = ['in memory', 'message port', 'web socket'] as const;
export type LinkKind = (typeof linkKinds)[number];

export async function openLink<Contract extends AnyContractRouter>(
  kind: LinkKind,
  router: AnyRouter,
  context: ApiContext,
): Promise<Link<Contract>> {
  if (kind === 'in memory') {
    const client = createRouterClient<AnyRouter, object>(router, { context });
    return {
      client: restoringErrors(client) as ContractRouterClient<Contract>,
      close: async () => undefined,
    };
  }
  return kind === 'message port'
    ? openWindowLink(router, context)
    : openSocketLink(router, context);
}

/** As the window has it: handed over by the preload, greeted by the app. */
async function openWindowLink<Contract extends AnyContractRouter>(
  router: AnyRouter,
  context: ApiContext,
): Promise<Link<Contract>> {
  const ipcMain = new EventEmitter();
  const sender = { id: 1 } as WebContents;
  acceptPorts(ipcMain as IpcMain, router, () => ({ ...context, sender }));
  let appSide: PortMain | undefined;
  const link = openPortLink((port) => {
    appSide = new PortMain(port as unknown as MessagePort);
    const senderFrame = { parent: null, origin: 'easel://app' };
    ipcMain.emit(CONNECT_MESSAGE, { sender, senderFrame, ports: [appSide] });
  });
  await link.opened;
  const client = createORPCClient<ContractRouterClient<Contract>>(link.link);
  return {
    client: restoringErrors(client),
    kill: () => appSide?.close(),
    close: async () => {
      link.close();
    },
  };
}

async function openSocketLink<Contract extends AnyContractRouter>(
  router: AnyRouter,
  context: ApiContext,
): Promise<Link<Contract>> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const gate = { hosts: ownHosts('127.0.0.1', port), port, token: 'secret' };
  const contractSocket = openContractSocket(router, context, gate);
  server.on('upgrade', contractSocket.upgrade);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, {
    origin: `http://127.0.0.1:${port}`,
    headers: { cookie: `easel-${port}=secret` },
  });
  await once(socket, 'open');
  const link = new SocketLink({ websocket: socket });
  const client = createORPCClient<ContractRouterClient<Contract>>(link);
  return {
    client: restoringErrors(client),
    kill: () => {
      server.closeAllConnections();
      socket.terminate();
    },
    async close() {
      socket.terminate();
      contractSocket.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
