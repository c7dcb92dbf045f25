/** The server's door, knocked on with raw sockets: no client in between tidies what is sent. */
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '#main/web/start-server.ts';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';

let folder: string;
let studio: Studio;
let server: RunningServer;
let picture: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easel-test-'));
  process.env['EASEL_HOME'] = join(folder, 'home');
  studio = await openStudio({ host: 'server', library: join(folder, 'library'), runsJobs: false });
  server = await startServer(studio, {
    host: '127.0.0.1',
    port: 0,
    hasLocalFiles: false,
    screensFolder: join(folder, 'no-screens'),
  });
  const samples = join(import.meta.dirname, '../../resources/models/spark/samples.png');
  const { pictures } = await studio.client().gallery.importFiles({ paths: [samples] });
  picture = `/media/picture/${pictures[0]?.id ?? ''}`;
});
afterAll(async () => {
  await server.close();
  await studio.close();
  await rm(folder, { recursive: true });
});

describe('who may speak to the server', () => {
  it.each([
    ['no token', {}, 401, 'access.token-wrong'],
    ['a wrong token', { cookie: 'wrong' }, 401, 'access.token-wrong'],
    ['a foreign host', { host: 'evil.example' }, 403, 'access.origin-refused'],
    [
      'a foreign host with the right port',
      { host: 'evil.example:PORT' },
      403,
      'access.origin-refused',
    ],
    ['the right host with another port', { host: '127.0.0.1:1' }, 403, 'access.origin-refused'],
    ['a foreign origin', { origin: 'http://evil.example' }, 403, 'access.origin-refused'],
    ['the origin null', { origin: 'null' }, 403, 'access.origin-refused'],
    [
      'the right name but https',
      { origin: 'https://127.0.0.1:PORT' },
      403,
      'access.origin-refused',
    ],
    [
      'another port of this machine',
      { origin: 'http://127.0.0.1:1' },
      403,
      'access.origin-refused',
    ],
    ['an embedding by a neighbour port', { site: 'same-site' }, 403, 'access.origin-refused'],
  ] as const)('%s is refused', async (_name, given, status, code) => {
    const isAboutToken = code === 'access.token-wrong';
    const answer = await knock({
      path: picture,
      cookie: isAboutToken ? '' : server.token,
      ...given,
    });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ code });
  });

  it.each([
    ['no token', { cookie: '' }, 401],
    ['a wrong token', { cookie: 'wrong' }, 401],
    ['no origin', { origin: '' }, 403],
    ['the origin null', { origin: 'null' }, 403],
    ['a foreign origin', { origin: 'http://evil.example' }, 403],
    ['a foreign host', { host: 'evil.example' }, 403],
    ['another path', { path: '/rpc/../x' }, 404],
  ] as const)('a connection with %s is refused', async (_name, given, status) => {
    expect((await upgrade(given)).status).toBe(status);
  });

  it('a connection with token and origin is accepted', async () => {
    expect((await upgrade({})).status).toBe(101);
  });

  it('takes the token of the first visit out of the address', async () => {
    const answer = await knock({ path: `/?token=${server.token}` });
    expect(answer.status).toBe(303);
    expect(answer.head).toMatch(/location: \/\r\n/i);
    expect(answer.head).toMatch(
      /set-cookie: easel-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\//i,
    );
    expect((await knock({ path: '/?token=wrong' })).status).toBe(401);
  });

  it('shows people a page instead of a code', async () => {
    const answer = await knock({ path: '/', accept: 'text/html' });
    expect(answer.status).toBe(401);
    expect(answer.body).toContain('Open the address that Easel printed');
  });
});

describe('what may be asked for', () => {
  it.each([
    '/media/picture/../../../../etc/passwd',
    '/media/picture/..%2f..%2f..%2fetc%2fpasswd',
    '/media/picture/%2e%2e/%2e%2e/easel-library.json',
    '/media/picture/..\\..\\boards.json',
    '/media/thumbnail/../../etc/passwd?size=256',
    '/media/preview/../../0',
    '/media/preview/a/../../1',
    '/media/../../etc/passwd',
    '/../../etc/passwd',
    '/assets/../../package.json',
    '/%00',
    '/media/picture/a%00b',
    '/media/picture/',
    '/nothing/here',
  ])('%s is not found', async (path) => {
    const answer = await knock({ path, cookie: server.token });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('root:');
    expect(JSON.parse(answer.body)).toMatchObject({ code: /not-found/ });
  });

  it.each([
    ['POST', 405],
    ['PUT', 405],
    ['DELETE', 405],
    ['OPTIONS', 405],
  ] as const)('%s is no method here', async (method, status) => {
    expect((await knock({ path: picture, cookie: server.token, method })).status).toBe(status);
  });

  it('refuses addresses and heads that are too long', async () => {
    const cookie = server.token;
    expect((await knock({ path: `/${'a'.repeat(5000)}`, cookie })).status).toBe(414);
    expect((await knock({ path: `/${'a'.repeat(40_000)}`, cookie })).status).toBe(431);
  });

  it('refuses bodies', async () => {
    const more = 'content-length: 5\r\n';
    expect((await knock({ path: picture, cookie: server.token, more })).status).toBe(413);
  });

  it('goes on after rubbish', async () => {
    const { status } = await send('\u0000\u0001 rubbish\r\n\r\n');
    expect(status).toBe(400);
    expect((await knock({ path: picture, cookie: server.token })).status).toBe(200);
  });
});

describe('a picture', () => {
  it('comes whole, with a name for its content', async () => {
    const answer = await knock({ path: picture, cookie: server.token });
    expect(answer.status).toBe(200);
    expect(answer.head).toMatch(/x-content-type-options: nosniff/i);
    expect(answer.head).toMatch(/cache-control: private/i);
    const etag = /etag: ("[^"]+")/i.exec(answer.head)?.[1] ?? '';
    const again = await knock({
      path: picture,
      cookie: server.token,
      more: `if-none-match: ${etag}\r\n`,
    });
    expect(again.status).toBe(304);
  });

  it.each([
    ['bytes=0-3', 206, /content-range: bytes 0-3\/\d+/i],
    ['bytes=-4', 206, /content-length: 4\r\n/i],
    ['bytes=999999999-', 416, /content-range: bytes \*\/\d+/i],
    ['lines=1-2', 200, /accept-ranges: bytes/i],
  ] as const)('answers the range %s', async (range, status, header) => {
    const answer = await knock({
      path: picture,
      cookie: server.token,
      more: `range: ${range}\r\n`,
    });
    expect(answer.status).toBe(status);
    expect(answer.head).toMatch(header);
  });
});

interface Knock {
  readonly path?: string;
  readonly method?: string;
  readonly host?: string;
  readonly origin?: string;
  readonly cookie?: string;
  readonly site?: string;
  readonly accept?: string;
  readonly more?: string;
}

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

function knock(given: Knock): Promise<Answer> {
  const {
    method = 'GET',
    path = '/',
    host = '127.0.0.1:PORT',
    origin,
    cookie,
    site,
    accept,
  } = given;
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: ${host}`,
    ...(origin ? [`origin: ${origin}`] : []),
    ...(cookie ? [`cookie: easel-PORT=${cookie}`] : []),
    ...(site ? [`sec-fetch-site: ${site}`, 'sec-fetch-mode: no-cors'] : []),
    ...(accept ? [`accept: ${accept}`] : []),
    'connection: close',
  ];
  return send(`${lines.join('\r\n')}\r\n${given.more ?? ''}\r\n`);
}

function upgrade(given: Knock): Promise<Answer> {
  const { path = '/rpc', host = '127.0.0.1:PORT' } = given;
  const { origin = 'http://127.0.0.1:PORT', cookie = server.token } = given;
  const lines = [
    `GET ${path} HTTP/1.1`,
    `host: ${host}`,
    ...(origin ? [`origin: ${origin}`] : []),
    ...(cookie ? [`cookie: easel-PORT=${cookie}`] : []),
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  return send(`${lines.join('\r\n')}\r\n\r\n`, true);
}

/** Sends the text as it is and reads to the end, or to the end of the head. */
function send(text: string, isHeadEnough = false): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1');
    let received = '';
    function finish(): void {
      const [head = '', ...body] = received.split('\r\n\r\n');
      socket.destroy();
      resolve({
        status: Number(head.split(' ')[1]),
        head: `${head}\r\n`,
        body: body.join('\r\n\r\n'),
      });
    }
    socket.setEncoding('latin1');
    socket.on('data', (piece: string) => {
      received += piece;
      if (isHeadEnough && received.includes('\r\n\r\n')) finish();
    });
    socket.on('end', finish);
    socket.on('error', reject);
    socket.write(text.replaceAll('PORT', String(server.port)), 'latin1');
  });
}
