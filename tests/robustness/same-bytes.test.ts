/** The same prompt and seed give the same bytes: twice in memory, and through the server host. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startServer } from '#main/web/start-server.ts';
import { openStudio } from '#main/studio/open-studio.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const REQUEST = { prompt: 'a {red|green} apple, (3d:1.2)', count: 6, steps: 4, seed: 7 };

async function generate(client: EaselClient): Promise<Picture[]> {
  const { id } = await client.generate.submit(REQUEST);
  const events = await Array.fromAsync(await client.jobs.watch({ jobId: id }));
  expect(events.at(-1)).toMatchObject({ type: 'job', job: { state: 'done' } });
  const { pictures } = await client.gallery.list({ jobId: id });
  return pictures.toSorted((a, b) => (a.generation?.index ?? 0) - (b.generation?.index ?? 0));
}

async function inMemory(): Promise<string[]> {
  const studio = await openStudio({ host: 'cli', library: join(temporaryFolder(), 'library') });
  try {
    return (await generate(studio.client())).map((picture) => picture.sha256);
  } finally {
    await studio.close();
  }
}

async function throughTheServer(): Promise<string[]> {
  const studio = await openStudio({ host: 'server', library: join(temporaryFolder(), 'library') });
  const server = await startServer(studio, {
    ...{ host: '127.0.0.1', port: 0, hasLocalFiles: false, screensFolder: '/nowhere' },
  });
  const headers = { cookie: `easel-${server.port}=${server.token}`, origin: server.origin };
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, { headers });
  try {
    const link = new RPCLink({ websocket: socket });
    const pictures = await generate(createORPCClient<EaselClient>(link));
    return await Promise.all(
      pictures.map(async ({ id }) => {
        const answer = await fetch(`${server.origin}/media/picture/${id}`, { headers });
        const bytes = Buffer.from(await answer.arrayBuffer());
        return createHash('sha256').update(bytes).digest('hex');
      }),
    );
  } finally {
    socket.close();
    await server.close();
    await studio.close();
  }
}

test('six candidates, three times', async () => {
  const first = await inMemory();
  expect(new Set(first).size).toBe(6);
  expect(await inMemory()).toEqual(first);
  expect(await throughTheServer()).toEqual(first);
});
