/** A server comes back where it was, and elsewhere when that place was taken meanwhile. */
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { startServerHost } from '#tests/support/server-host.ts';

test('the address is the same after a restart, but for its token', async () => {
  const host = await startServerHost('same-port');
  const before = new URL(host.address);
  await host.restart();
  const after = new URL(host.address);
  await host.stop();
  expect(after.origin).toBe(before.origin);
  expect(after.search).not.toBe(before.search);
});

test('a port that another program has by now is let be', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const host = await startServerHost('taken-port', [], {
    prepare: async (libraryFolder) => {
      const home = join(libraryFolder, '../home');
      await mkdir(home, { recursive: true });
      await writeFile(join(home, 'last-port'), `${port}\n`);
    },
  });
  const chosen = Number(new URL(host.address).port);
  await host.stop();
  other.close();
  expect(chosen).toBeGreaterThan(0);
  expect(chosen).not.toBe(port);
});
