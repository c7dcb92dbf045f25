/** Pictures sent to the server and fetched from it, over real sockets. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import { startServer, type RunningServer } from '#main/web/start-server.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { exportOptionsSchema } from '#shared/domain/export.ts';
import { unzip } from '#tests/support/unzip.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/recall');

let folder: string;
let studio: Studio;
let server: RunningServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easel-test-'));
  process.env['EASEL_HOME'] = join(folder, 'home');
  studio = await openStudio({ host: 'server', library: join(folder, 'library'), runsJobs: false });
  server = await startServer(studio, {
    ...{ host: '127.0.0.1', port: 0, hasLocalFiles: false, screensFolder: join(folder, 'none') },
  });
});
afterAll(async () => {
  await server.close();
  await studio.close();
  await rm(folder, { recursive: true });
});

function post(path: string, body: BodyInit, headers: Record<string, string> = {}) {
  const cookie = `easel-${server.port}=${server.token}`;
  const common = { cookie, origin: server.origin };
  return fetch(`${server.origin}${path}`, {
    ...{ method: 'POST', body, headers: { ...common, ...headers }, redirect: 'error' },
  });
}

function get(path: string, method = 'GET') {
  return fetch(`${server.origin}${path}`, {
    method,
    headers: { cookie: `easel-${server.port}=${server.token}` },
  });
}

function fixture(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(join(FIXTURES, name)));
}

function waitingUploads(): string[] {
  const uploads = join(folder, 'library/.easel/uploads');
  return existsSync(uploads) ? readdirSync(uploads) : [];
}

it('a picture that is sent is in the library, with its name and how it was made', async () => {
  const bytes = fixture('a1111.jpg');
  const answer = await post('/media/import?name=My%20fox%20%E7%8B%90.jpg', bytes);
  expect(answer.status).toBe(200);
  const { picture } = (await answer.json()) as { picture: { id: PictureId } };
  expect(picture).toMatchObject({
    ...{ sourceName: 'My fox 狐.jpg', bytes: bytes.length, origin: 'imported' },
    recalled: { tool: 'automatic1111', seed: 3141592653 },
  });
  const back = await get(`/media/picture/${picture.id}`);
  expect(new Uint8Array(await back.arrayBuffer())).toEqual(bytes);
  expect(waitingUploads()).toEqual([]);
});

it.each([
  ['../../../etc/passwd', 'passwd'],
  ['..\\..\\windows\\system.ini', 'system.ini'],
  ['/', 'picture'],
  ['..', 'picture'],
  ['a\u0000b\r\nc\u202Egpj.exe', 'a b c gpj.exe'],
  ['x'.repeat(900), 'x'.repeat(200)],
])('the name %j is only a name', async (name, shown) => {
  const before = readdirSync(folder).toSorted();
  // Bytes after the end make each a picture of its own.
  const bytes = Buffer.concat([fixture('nothing.png'), Buffer.from(name)]);
  const answer = await post(`/media/import?name=${encodeURIComponent(name)}`, bytes);
  expect(await answer.json()).toMatchObject({ picture: { sourceName: shown } });
  expect(readdirSync(folder).toSorted()).toEqual(before);
});

it('settings are read and nothing is kept', async () => {
  const { total } = await studio.client().gallery.list({});
  const answer = await post('/media/recall?name=graph.png', fixture('comfyui-two-passes.png'));
  expect(await answer.json()).toMatchObject({ recalled: { tool: 'comfyui', seed: 8 } });
  const none = await post('/media/recall?name=plain.png', fixture('nothing.png'));
  expect([none.status, await none.json()]).toMatchObject([
    422,
    { code: 'picture.no-settings', params: { name: 'plain.png' } },
  ]);
  expect((await studio.client().gallery.list({})).total).toBe(total);
  expect(waitingUploads()).toEqual([]);
});

it.each([
  ['no picture', '/media/import?name=a.png', 'not a picture', {}, 422, 'picture.unreadable'],
  ['nothing', '/media/import?name=a.png', '', {}, 422, 'picture.empty'],
  ['no token', '/media/import', 'x', { cookie: '' }, 401, 'access.token-wrong'],
  ['a foreign page', '/media/import', 'x', { origin: 'http://evil' }, 403, 'access.origin-refused'],
  ['another address', '/media/picture/x', 'x', {}, 405, 'request.invalid'],
] as const)('an upload of %s is refused', async (_name, path, body, headers, status, code) => {
  const answer = await post(path, body, headers);
  expect([answer.status, await answer.json()]).toMatchObject([status, { code }]);
  expect(waitingUploads()).toEqual([]);
});

it('an upload without an origin is refused', async () => {
  const cookie = `easel-${server.port}=${server.token}`;
  const answer = await fetch(`${server.origin}/media/import`, {
    ...{ method: 'POST', body: 'x', headers: { cookie } },
  });
  expect(answer.status).toBe(403);
});

it('an upload that breaks off leaves nothing', async () => {
  const { total } = await studio.client().gallery.list({});
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  const { host } = new URL(server.origin);
  socket.write(
    `POST /media/import?name=half.png HTTP/1.1\r\nhost: ${host}\r\norigin: ${server.origin}\r\n` +
      `cookie: easel-${server.port}=${server.token}\r\ncontent-length: 100000\r\n\r\n`,
  );
  socket.write(fixture('a1111.png'));
  await vi.waitFor(() => {
    expect(waitingUploads()).toHaveLength(1);
  });
  socket.destroy();
  await vi.waitFor(() => {
    expect(waitingUploads()).toEqual([]);
  });
  expect((await studio.client().gallery.list({})).total).toBe(total);
});

it('one picture is fetched as the file it is, several as a zip', async () => {
  const client = studio.client();
  const ids = (await client.gallery.list({})).pictures.map((picture) => picture.id);
  const options = exportOptionsSchema.parse({ nameTemplate: '狐 {prompt}', format: 'webp' });
  const one = await client.gallery.prepareExport({ ids: ids.slice(0, 1), options });
  const file = await get(`/media/export/${one.ticket}`);
  expect(file.headers.get('content-type')).toBe('image/webp');
  expect(file.headers.get('content-disposition')).toContain(
    `filename*=UTF-8''${encodeURIComponent(one.name)}`,
  );
  const content = Buffer.from(await file.arrayBuffer());
  expect(content.toString('latin1', 8, 12)).toBe('WEBP');

  const all = await client.gallery.prepareExport({ ids, options });
  expect(all).toMatchObject({ files: ids.length, name: 'easel-pictures.zip' });
  expect((await get(`/media/export/${all.ticket}`, 'HEAD')).status).toBe(200);
  const zip = await get(`/media/export/${all.ticket}`);
  expect(zip.headers.get('content-type')).toBe('application/zip');
  const files = unzip(Buffer.from(await zip.arrayBuffer()));
  const names = files.map((entry) => entry.name);
  expect(new Set(names).size).toBe(ids.length);
  expect(files[0]?.bytes.equals(content)).toBe(true);
});

it('a ticket that nobody has given is refused in plain words', async () => {
  const answer = await get(`/media/export/t${'0'.repeat(32)}`);
  expect([answer.status, await answer.json()]).toMatchObject([410, { code: 'export.expired' }]);
});
