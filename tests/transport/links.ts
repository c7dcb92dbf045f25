/** The three ways to carry a contract, behind one face. */
import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import { createRouterClient, type AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { WebSocket } from 'ws';
import type { ApiContext } from '#main/api/context.ts';
import { openContractSocket } from '#main/web/contract-socket.ts';
import { ownHosts } from '#main/web/own-hosts.ts';
import { restoringErrors } from '#shared/contract/restore-error.ts';

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
  return kind === 'message port' ? openPortLink(router, context) : openSocketLink(router, context);
}

function openPortLink<Contract extends AnyContractRouter>(
  router: AnyRouter,
  context: ApiContext,
): Link<Contract> {
  const { port1, port2 } = new MessageChannel();
  new RPCHandler<ApiContext>(router).upgrade(port1, { context });
  port1.start();
  port2.start();
  const client = createORPCClient<ContractRouterClient<Contract>>(new PortLink({ port: port2 }));
  return {
    client: restoringErrors(client),
    kill: () => {
      port1.close();
    },
    close: async () => {
      port2.close();
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
