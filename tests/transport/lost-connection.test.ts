/** A browser's connection that breaks: with a word, without a word, and what follows. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStudio } from '#main/studio/open-studio.ts';
import { startServer, type RunningServer } from '#main/web/start-server.ts';
import { openWebSocketLink } from '#renderer/client/websocket-link.ts';
import type { OpenedLink } from '#renderer/client/link.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import { restoringErrors } from '#shared/contract/restore-error.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const PATIENCE = { silence: 150, answer: 1500 };

async function openServer(port = 0) {
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const library = join(temporaryFolder(), 'library');
  const studio = await openStudio({ host: 'server', library, runsJobs: false });
  const start = (at: number): Promise<RunningServer> =>
    startServer(studio, {
      ...{ host: '127.0.0.1', port: at, hasLocalFiles: false, screensFolder: '/nowhere' },
    });
  let server = await start(port);
  onTestFinished(async () => {
    await server.close();
    await studio.close();
  });
  return {
    get server() {
      return server;
    },
    restart: async () => {
      const { port: same } = server;
      await server.close();
      server = await start(same);
    },
  };
}

/** A line in between that can go dead: nothing passes any more, and nobody is told. */
async function openLine(port: number) {
  const sockets = new Set<Socket>();
  let isDead = false;
  const line: Server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => {
        // The line has a port of its own, which the server does not know as its name.
        const text = bytes.toString('latin1').replace(/^host: .*$/im, `host: 127.0.0.1:${port}`);
        if (!isDead) to.write(text, 'latin1');
      });
      from.on('error', () => undefined);
      from.on('close', () => !isDead && to.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(line, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    line.close();
  });
  return {
    port: (line.address() as AddressInfo).port,
    set isDead(value: boolean) {
      isDead = value;
    },
  };
}

/** The link as the page has it; what a browser adds by itself is added here. */
function openLink(server: RunningServer, port = server.port): OpenedLink {
  const headers = {
    origin: server.origin,
    cookie: `easel-${server.port}=${server.token}`,
  };
  const Plain = globalThis.WebSocket;
  vi.stubGlobal(
    'WebSocket',
    class extends Plain {
      constructor(address: string) {
        super(address, { headers } as never);
      }
    },
  );
  const link = openWebSocketLink(`ws://127.0.0.1:${port}/rpc`, PATIENCE);
  vi.unstubAllGlobals();
  onTestFinished(() => {
    link.close();
  });
  return link;
}

function clientOf(link: OpenedLink): EaselClient {
  return restoringErrors(createORPCClient<EaselClient>(link.link));
}

test('a server that stops is noticed at once, and one that starts at the same port is reached', async () => {
  const host = await openServer();
  const link = openLink(host.server);
  await link.opened;
  const events = await clientOf(link).jobs.watch({});
  const reading = Array.fromAsync(events).catch((error: unknown) => error);
  await host.restart();
  await link.closed;
  expect(await reading).toMatchObject({ code: 'access.disconnected' });

  const next = openLink(host.server);
  await next.opened;
  expect(await clientOf(next).system.info()).toMatchObject({ host: 'server' });
});

test('a line that is cut silently is given up, with all that was waiting on it', async () => {
  const { server } = await openServer();
  const line = await openLine(server.port);
  const link = openLink(server, line.port);
  await link.opened;
  const client = clientOf(link);
  const reading = Array.fromAsync(await client.jobs.watch({})).catch((error: unknown) => error);
  line.isDead = true;
  const call = client.system.info().catch((error: unknown) => error);
  await link.closed;
  expect(await call).toMatchObject({ code: 'access.disconnected' });
  expect(await reading).toMatchObject({ code: 'access.disconnected' });

  line.isDead = false;
  const next = openLink(server, line.port);
  await next.opened;
  expect(await clientOf(next).system.info()).toMatchObject({ host: 'server' });
});

test('a line on which nothing happens stays open', async () => {
  const { server } = await openServer();
  const link = openLink(server);
  await link.opened;
  expect(await Promise.race([link.closed.then(() => 'closed'), rounds(link, 2)])).toBe('open');
});

test('a server that takes the connection and says nothing is given up', async () => {
  const { server } = await openServer();
  const line = await openLine(server.port);
  line.isDead = true;
  const link = openLink(server, line.port);
  await expect(link.opened).rejects.toThrow('closed');
});

/** Resolves when the link has asked so often whether the other side is there. */
async function rounds(link: OpenedLink, count: number): Promise<'open'> {
  const call = vi.spyOn(link.link, 'call');
  await vi.waitFor(() => {
    expect(call.mock.calls.filter(([path]) => path.at(-1) === 'ping').length).toBe(count);
  }, 15_000);
  return 'open';
}
