/** Remote access: off until asked for, then with a token, at exactly the addresses it names. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { openStudio } from '#main/studio/open-studio.ts';
import { openRemoteAccess } from '#main/web/remote-access.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import { restoringErrors } from '#shared/contract/restore-error.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

async function open() {
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const library = join(temporaryFolder(), 'library');
  const studio = await openStudio({ host: 'desktop', library, runsJobs: false });
  const remote = openRemoteAccess(studio, join(library, 'no-screens'));
  onTestFinished(async () => {
    await remote.close();
    await studio.close();
  });
  return studio.client();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Asks this machine on the given port, under whatever names the headers claim. */
async function ask(port: number, headers: Record<string, string>, path = '/') {
  const asked = request({ host: '127.0.0.1', port, path, headers, agent: false }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, body: await text(answer), headers: answer.headers };
}

test('nothing listens until it is switched on, and nothing after it is switched off', async () => {
  const client = await open();
  const port = await freePort();
  expect(await client.system.remoteAccess()).toEqual({ isOn: false, addresses: [] });
  await expect(ask(port, {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });

  await client.settings.update({ remoteAccess: { isOn: true, port } });
  expect(await client.system.remoteAccess()).toMatchObject({ isOn: true });
  expect((await ask(port, {})).status).toBe(401);

  await client.settings.update({ remoteAccess: { isOn: false, port } });
  expect(await client.system.remoteAccess()).toEqual({ isOn: false, addresses: [] });
  await expect(ask(port, {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('it answers at the addresses it names and at no other', async () => {
  const client = await open();
  const port = await freePort();
  await client.settings.update({ remoteAccess: { isOn: true, port } });
  const { addresses } = await client.system.remoteAccess();
  const mine = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outward = mine.filter(({ internal, address }) => !internal && !address.startsWith('fe80'));
  expect(addresses).toHaveLength(outward.length);
  for (const address of addresses) {
    const { host, pathname, search } = new URL(address);
    const { status, headers } = await ask(port, { host }, pathname + search);
    expect([status, headers['location']]).toEqual([303, '/']);
  }
  for (const host of ['evil.example', `evil.example:${port}`, `10.255.255.254:${port}`]) {
    expect((await ask(port, { host })).status, host).toBe(403);
  }
});

test('a port that another program has is said, and another one can be chosen', async () => {
  const client = await open();
  const other = createServer().listen(0);
  onTestFinished(() => {
    other.close();
  });
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await client.settings.update({ remoteAccess: { isOn: true, port } });
  expect(await client.system.remoteAccess()).toEqual({
    isOn: false,
    addresses: [],
    error: { code: 'access.port-taken', params: { port } },
  });
  await client.settings.update({ remoteAccess: { isOn: true, port: await freePort() } });
  expect(await client.system.remoteAccess()).toMatchObject({ isOn: true });
});

test('whoever comes that way works with the library, but names no files of the machine', async () => {
  const client = await open();
  const port = await freePort();
  await client.settings.update({ remoteAccess: { isOn: true, port } });
  // Loopback is always among the names, also where a machine has no network.
  const host = `127.0.0.1:${port}`;
  const [address = `http://${host}/?token=`] = (await client.system.remoteAccess()).addresses;
  const token = new URL(address).searchParams.get('token') ?? '';
  const headers = { cookie: `easel-${port}=${token}`, origin: `http://${host}` };
  const socket = new WebSocket(`ws://${host}/rpc`, { headers });
  onTestFinished(() => {
    socket.terminate();
  });
  const remote = restoringErrors(createORPCClient<EaselClient>(new RPCLink({ websocket: socket })));
  expect(await remote.gallery.list({})).toMatchObject({ pictures: [] });
  await expect(remote.gallery.importFiles({ paths: ['/etc/passwd'] })).rejects.toMatchObject({
    code: 'access.local-only',
  });
});
