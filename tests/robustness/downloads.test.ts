/** Downloads from a hub that breaks off, stalls, lies and says no, on real disks and sockets. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { Origin } from '#shared/domain/transfer.ts';
import { openDownloads, settled, type DownloadParts } from '#tests/support/download-parts.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import {
  COMMIT,
  deliver,
  startTestHub,
  TOKEN,
  type PublishedModel,
  type TestHub,
} from '#tests/support/test-hub.ts';
import { pickles, safetensorsBytes } from '#tests/support/weight-bytes.ts';

const ID = 'painter/easel-tiny';
const PART = 'files/easel-tiny.safetensors.easel-part';
const weights = safetensorsBytes(300_000);
const model: PublishedModel = {
  license: 'mit',
  files: {
    'easel-tiny.safetensors': { content: weights, isLarge: true },
    'README.md': { content: Buffer.from('# A tiny model\n') },
  },
};

async function hubWith(models: Record<string, PublishedModel> = { [ID]: model }): Promise<TestHub> {
  const hub = await startTestHub(models);
  onTestFinished(() => hub.close());
  return hub;
}

async function open(
  hub: TestHub,
  options: Parameters<typeof openDownloads>[2] = {},
  home = temporaryFolder(),
): Promise<DownloadParts> {
  const parts = await openDownloads(home, hub.endpoint, options);
  onTestFinished(() => parts.transfers.close());
  return parts;
}

/** Begins, waits for the end, and says what became of it. */
async function run({ downloads, transfers }: DownloadParts, address = ID) {
  const { id } = await downloads.download({ address });
  return settled(transfers, id);
}

function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'fine',
    (error: unknown) => (error instanceof EaselError ? error.code : String(error)),
  );
}

/** Of everything on its way in. */
function leftovers({ folder }: DownloadParts): string[] {
  const place = join(folder, '.transfers');
  if (!existsSync(place)) return [];
  return readdirSync(place).filter((name) => !name.startsWith('lock.'));
}

/** Resolves when so many bytes of the weights lie on the disk. */
async function partGrows({ folder, transfers }: DownloadParts, bytes: number): Promise<void> {
  const [{ id } = { id: '' }] = transfers.list();
  const part = join(folder, '.transfers', id, PART);
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setInterval(() => {
    if ((statSync(part, { throwIfNoEntry: false })?.size ?? 0) >= bytes) resolve();
  }, 5);
  await promise;
  clearInterval(timer);
}

function originIn(folder: string): Origin {
  return JSON.parse(readFileSync(join(folder, 'easel-origin.json'), 'utf8')) as Origin;
}

test('a model comes whole, pinned to a commit, with its licence and hashes written down', async () => {
  const hub = await hubWith();
  const parts = await open(hub);
  const offer = await parts.downloads.look({ address: `https://huggingface.co/${ID}` });
  expect(offer).toMatchObject({ commit: COMMIT, license: 'mit', shape: 'single-file' });
  expect(offer.bytes).toBe(weights.length + 15);

  const done = await run(parts);
  expect(done).toMatchObject({ state: 'done', bytes: { done: offer.bytes, total: offer.bytes } });
  const place = join(parts.folder, 'easel-tiny');
  expect(readFileSync(join(place, 'easel-tiny.safetensors')).equals(weights)).toBe(true);
  expect(originIn(place)).toMatchObject({
    license: 'mit',
    source: { kind: 'hub', repository: ID, commit: COMMIT },
  });
  expect(leftovers(parts)).toEqual([]);
  // Every file was asked for at the commit, not at the branch that may move.
  const asked = hub.requests.filter(({ path }) => path.includes('/resolve/'));
  expect(asked.every(({ path }) => path.includes(`/resolve/${COMMIT}/`))).toBe(true);
});

test('a killed program goes on where it was, with the bytes that had come', async () => {
  const hub = await hubWith();
  const home = temporaryFolder();
  const half = 150_000;
  let isHalf = true;
  hub.intercept = ({ at }, response) => {
    if (at !== 'delivery' || !isHalf) return false;
    response.writeHead(200, { 'content-length': weights.length });
    response.write(weights.subarray(0, half));
    return true;
  };
  const script = join(import.meta.dirname, '../support/doomed-download.ts');
  const doomed = spawn(process.execPath, [script, home, hub.endpoint, ID], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(doomed.stdout, 'data');
  doomed.kill('SIGKILL');
  await once(doomed, 'exit');
  isHalf = false;
  hub.requests.length = 0;

  const parts = await open(hub, {}, home);
  const [begun] = parts.transfers.list();
  expect(begun).toMatchObject({ state: 'waiting', name: 'easel-tiny' });
  expect(begun?.bytes.done).toBeGreaterThanOrEqual(half);
  expect(hub.requests).toEqual([]);
  await parts.transfers.start();
  if (begun !== undefined)
    expect(await settled(parts.transfers, begun.id)).toMatchObject({ state: 'done' });
  const delivered = hub.requests.filter(({ at }) => at === 'delivery');
  expect(delivered.map(({ range }) => range)).toEqual([`bytes=${half}-`]);
  const file = join(parts.folder, 'easel-tiny/easel-tiny.safetensors');
  expect(readFileSync(file).equals(weights)).toBe(true);
});

test('a part that a power cut has torn is noticed and fetched anew', async () => {
  const hub = await hubWith();
  const parts = await open(hub);
  hub.intercept = ({ at }, response) => {
    if (at !== 'delivery') return false;
    response.writeHead(200, { 'content-length': weights.length });
    // Zeros where content was promised, then silence: as blocks that never reached the disk.
    response.write(Buffer.concat([weights.subarray(0, 1_000), Buffer.alloc(1_000)]), () => {
      hub.intercept = () => false;
      response.destroy();
    });
    return true;
  };
  expect(await run(parts)).toMatchObject({ state: 'done' });
});

test.each([
  [
    'one flipped byte',
    (bytes: Buffer) => bytes.fill(bytes[200_000]! ^ 1, 200_000, 200_001),
    'transfer.content-differs',
  ],
  ['a byte less', (bytes: Buffer) => bytes.subarray(0, -1), 'transfer.size-differs'],
  [
    'a byte more',
    (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(1)]),
    'transfer.size-differs',
  ],
])('%s is caught, and nothing of it becomes a checkpoint', async (_name, spoil, code) => {
  const hub = await hubWith();
  const parts = await open(hub);
  hub.intercept = ({ at, range }, response) => {
    if (at !== 'delivery') return false;
    deliver(response, spoil(Buffer.from(weights)), range);
    return true;
  };
  const failed = await run(parts);
  expect(failed).toMatchObject({ state: 'failed', error: { code } });
  expect(readdirSync(parts.folder).filter((name) => !name.startsWith('.'))).toEqual([]);
  // The hub has mended itself: going on is enough.
  hub.intercept = () => false;
  await parts.transfers.resume(failed.id);
  expect(await settled(parts.transfers, failed.id)).toMatchObject({ state: 'done' });
});

test('a line that is cut again and again is taken up each time', async () => {
  const hub = await hubWith();
  const parts = await open(hub);
  hub.intercept = ({ at, range }, response) => {
    if (at !== 'delivery') return false;
    const from = Number(/\d+/.exec(range ?? '')?.[0] ?? 0);
    if (from > 250_000) return false;
    response.writeHead(range === undefined ? 200 : 206, {
      'content-length': weights.length - from,
      'content-range': `bytes ${from}-${weights.length - 1}/${weights.length}`,
    });
    response.write(weights.subarray(from, from + 60_000));
    void partGrows(parts, from + 60_000).then(() => response.destroy());
    return true;
  };
  expect(await run(parts)).toMatchObject({ state: 'done' });
  expect(hub.requests.filter(({ at }) => at === 'delivery').length).toBeGreaterThan(4);
});

test('a server that falls silent is given up in words, and what came is kept', async () => {
  const hub = await hubWith();
  const parts = await open(hub, { silenceMs: 80 });
  hub.intercept = ({ at }, response) => {
    if (at !== 'delivery') return false;
    response.writeHead(200, { 'content-length': weights.length });
    if (hub.requests.filter((one) => one.at === 'delivery').length === 1) {
      response.write(weights.subarray(0, 100_000));
    } else response.flushHeaders();
    return true;
  };
  const failed = await run(parts);
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'hub.stalled' } });
  expect(failed.bytes.done).toBeGreaterThanOrEqual(100_000);
});

test('a hub that asks for a pause gets one, and a long one is left to the person', async () => {
  const hub = await hubWith();
  const parts = await open(hub);
  const asked: number[] = [];
  hub.intercept = ({ path }, response) => {
    if (!path.includes('/resolve/') || asked.length >= 1) return false;
    asked.push(performance.now());
    response.writeHead(429, { 'retry-after': '1' }).end();
    return true;
  };
  expect(await run(parts)).toMatchObject({ state: 'done' });
  expect(performance.now() - (asked[0] ?? 0)).toBeGreaterThan(1_000);

  hub.intercept = (_request, response) => {
    response.writeHead(429, { 'retry-after': '3600' }).end();
    return true;
  };
  expect(await codeOf(parts.downloads.look({ address: ID }))).toBe('hub.busy');
});

test('the token opens a gated model and goes to nobody but the hub', async () => {
  const hub = await hubWith({ [ID]: { ...model, gated: 'manual' } });
  const without = await open(hub);
  expect(await without.downloads.look({ address: ID })).toMatchObject({ isGated: true });
  expect(await run(without)).toMatchObject({ state: 'failed', error: { code: 'hub.gated' } });

  hub.requests.length = 0;
  const parts = await open(hub, { token: TOKEN });
  expect(await run(parts)).toMatchObject({ state: 'done' });
  const told = new Map(hub.requests.map(({ at, authorization }) => [at, authorization]));
  expect(told.get('hub')).toBe(`Bearer ${TOKEN}`);
  expect(told.has('delivery')).toBe(true);
  expect(told.get('delivery')).toBeUndefined();
  // Nor is it written down anywhere.
  const written = readFileSync(join(parts.folder, 'easel-tiny/easel-origin.json'), 'utf8');
  expect(written).not.toContain(TOKEN);
  const refused = await open(hub, { token: 'hf_wrong' });
  expect(await run(refused)).toMatchObject({ error: { code: 'hub.gated' } });
});

test('small files are checked by the name that git gives them, and unnamed ones are refused', async () => {
  const card = Buffer.from('# A tiny model\n');
  const lying = { content: card, listed: { hash: 'ab'.repeat(20) } };
  const unnamed = { content: card, listed: { hash: undefined } };
  const hub = await hubWith({
    'a/lying': { files: { ...model.files, 'README.md': lying } },
    'a/unnamed': { files: { ...model.files, 'README.md': unnamed } },
  });
  const parts = await open(hub);
  expect(await run(parts, 'a/lying')).toMatchObject({
    error: { code: 'transfer.content-differs', params: { file: 'README.md' } },
  });
  expect(await codeOf(parts.downloads.download({ address: 'a/unnamed' }))).toBe('transfer.no-hash');
});

test.each(Object.entries(pickles))(
  'a pickle in disguise (%s) is refused by its first bytes',
  async (_name, pickle) => {
    const content = Buffer.concat([pickle, Buffer.alloc(200_000)]);
    const hub = await hubWith({
      [ID]: { files: { 'model.safetensors': { content, isLarge: true } } },
    });
    const parts = await open(hub);
    expect(await run(parts)).toMatchObject({ error: { code: 'transfer.not-weights' } });
    expect(readdirSync(parts.folder).filter((name) => !name.startsWith('.'))).toEqual([]);
  },
);

test.each([
  ['../escape.safetensors', 'hub.path-refused'],
  ['a/../../escape.json', 'hub.path-refused'],
  ['/etc/easel.json', 'hub.path-refused'],
  ['C:/easel.json', 'hub.path-refused'],
  ['a\\b.json', 'hub.path-refused'],
  ['Easel-tiny.safetensors', 'hub.names-collide'],
])('a repository that lists %s is refused', async (path, code) => {
  const bad = { content: safetensorsBytes(100), isLarge: true };
  const hub = await hubWith({ [ID]: { files: { ...model.files, [path]: bad } } });
  const parts = await open(hub);
  expect(await codeOf(parts.downloads.download({ address: ID }))).toBe(code);
  expect(leftovers(parts)).toEqual([]);
});

test('what is not there, is odd or cannot be reached is told apart', async () => {
  const hub = await hubWith({ 'a/pickled': { files: { 'model.ckpt': { content: weights } } } });
  const parts = await open(hub);
  const look = (address: string): Promise<string> => codeOf(parts.downloads.look({ address }));
  expect(await look('a/none')).toBe('hub.not-found');
  expect(await look('a/pickled')).toBe('hub.nothing-usable');
  expect(await look('not a model')).toBe('hub.address-invalid');
  expect(await look('https://elsewhere.example/a/b')).toBe('hub.address-invalid');
  hub.intercept = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Sign in</p>');
    return true;
  };
  expect(await look('a/none')).toBe('hub.odd-answer');
  await hub.close();
  expect(await look('a/none')).toBe('hub.unreachable');
  hub.close = () => Promise.resolve();
});

test('a pause keeps what came, a second Easel keeps its hands off, a cancel leaves nothing', async () => {
  const hub = await hubWith();
  const home = temporaryFolder();
  const parts = await open(hub, {}, home);
  hub.intercept = ({ at }, response) => {
    if (at !== 'delivery') return false;
    response.writeHead(200, { 'content-length': weights.length });
    response.write(weights.subarray(0, 50_000));
    return true;
  };
  const { id } = await parts.downloads.download({ address: ID });
  await partGrows(parts, 50_000);
  const part = join(parts.folder, '.transfers', id, PART);
  expect(await parts.transfers.pause(id)).toMatchObject({ state: 'paused' });
  expect(statSync(part).size).toBe(50_000);

  const second = await open(hub, {}, home);
  expect(second.transfers.list()).toMatchObject([{ id, state: 'paused' }]);
  expect(await codeOf(second.transfers.resume(id))).toBe('transfer.elsewhere');
  expect(await codeOf(parts.downloads.download({ address: ID }))).toBe('fine');

  for (const one of parts.transfers.list()) await parts.transfers.cancel(one.id);
  expect(parts.transfers.list()).toEqual([]);
  expect(leftovers(parts)).toEqual([]);
});

// Only Linux lets a test mount a disk of its own.
test.runIf(process.platform === 'linux')(
  'a disk too small is told before, a full one after, and neither loses anything',
  async () => {
    const script = join(import.meta.dirname, '../support/cramped-download.ts');
    const { stdout } = await promisify(execFile)('unshare', [
      ...['-rm', process.execPath, script, join(temporaryFolder(), 'disk')],
    ]);
    expect(JSON.parse(stdout)).toEqual({
      before: 'transfer.no-space',
      askedBefore: 0,
      during: 'library.disk-full',
      isPartKept: true,
      afterwards: 'done',
    });
  },
);
