/** What people and programs get wrong: one coded error each, and nothing is lost by it. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { GenerationRequest } from '#shared/domain/generation.ts';
import { describeError } from '#shared/errors/describe.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

let folder: string;
let studio: Studio;
let client: EaselClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easel-test-'));
  process.env['EASEL_HOME'] = join(folder, 'home');
  // Jobs are written down and stay: nothing here needs a picture to be made.
  studio = await openStudio({ host: 'cli', library: join(folder, 'library'), runsJobs: false });
  client = studio.client();
});
afterAll(async () => {
  await studio.close();
  await rm(folder, { recursive: true });
});

describe('a request for pictures', () => {
  const refused: readonly (readonly [string, Partial<GenerationRequest>, string])[] = [
    ['an empty prompt', { prompt: '' }, 'prompt.empty'],
    ['a blank prompt', { prompt: ' \n\t ' }, 'prompt.empty'],
    ['10,000 characters', { prompt: 'a'.repeat(10_000) }, 'prompt.too-long'],
    ['an open bracket', { prompt: 'a (red apple' }, 'prompt.unclosed'],
    ['a bracket too many', { prompt: 'a red) apple' }, 'prompt.stray-closing'],
    ['a weight that is no number', { prompt: '(apple:1.2.3)' }, 'prompt.weight-invalid'],
    ['no candidates', { count: 0 }, 'generate.value-out-of-range'],
    ['1,000 candidates', { count: 1000 }, 'generate.value-out-of-range'],
    ['half a candidate', { count: 1.5 }, 'generate.value-out-of-range'],
    ['a negative seed', { seed: -1 }, 'generate.value-out-of-range'],
    ['an unknown scheduler', { scheduler: 'magic' }, 'generate.value-unknown'],
    ['an unknown checkpoint', { checkpoint: 'nobody' }, 'checkpoint.not-found'],
    ['a checkpoint with a path', { checkpoint: '../../etc' }, 'checkpoint.not-found'],
    ['a size that is not made', { width: 333 }, 'generate.size-unsupported'],
    ['a prompt that is no text', { prompt: 7 as never }, 'request.invalid'],
  ];

  it.each(refused)('with %s is refused in one sentence', async (_name, request, code) => {
    const before = await client.jobs.list({});
    const error = await failure(client.generate.submit({ prompt: 'a red apple', ...request }));
    expect(error).toMatchObject({ code });
    expectSentence(error);
    expect(await client.jobs.list({})).toEqual(before);
  });

  it.each(['تفاحة حمراء', '🍎 on a 🍽️ plate, 👩🏽‍🎨', '一个红苹果'])(
    'for “%s” is accepted',
    async (prompt) => {
      const job = await client.generate.submit({ prompt, count: 2 });
      expect(await client.jobs.get({ id: job.id })).toMatchObject({ settings: { prompt } });
    },
  );
});

describe('ids with steps upwards', () => {
  const id = '../../../etc/passwd' as never;
  const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['gallery.get', () => client.gallery.get({ id })],
    ['gallery.update', () => client.gallery.update({ ids: [id], rating: 5 })],
    ['gallery.trash', () => client.gallery.trash({ ids: [id] })],
    ['gallery.restore', () => client.gallery.restore({ ids: [id] })],
    ['gallery.exportFiles', () => client.gallery.exportFiles({ ids: [id], folder, options: {} })],
    ['gallery.boards.add', () => client.gallery.boards.add({ id, ids: ['a'] })],
    ['jobs.get', () => client.jobs.get({ id })],
    ['jobs.cancel', () => client.jobs.cancel({ id })],
    ['jobs.move', () => client.jobs.move({ id: 'a', before: id })],
    ['rank.pictures', () => client.rank.pictures({ prompt: 'an apple', ids: [id] })],
  ];

  it.each(calls)('are refused by %s', async (_name, call) => {
    const error = await failure(call());
    expect(error).toMatchObject({ code: 'request.invalid' });
    expectSentence(error);
  });

  it('are no checkpoint', async () => {
    const error = await failure(client.checkpoints.info({ id: '../spark' }));
    expect(error).toMatchObject({ code: 'checkpoint.not-found' });
  });
});

describe('pictures from elsewhere', () => {
  it('are listed with what is wrong, and the others are taken in', async () => {
    const paths = await badPictures();
    const good = join(import.meta.dirname, '../../resources/models/spark/samples.png');
    const { pictures, problems } = await client.gallery.importFiles({ paths: [...paths, good] });
    expect(problems.map(({ error }) => error.code)).toEqual([
      'picture.empty',
      'picture.too-large',
      'picture.unreadable',
    ]);
    for (const { error } of problems)
      expectSentence(new EaselError(error.code as never, error.params));
    expect(pictures).toHaveLength(1);
  });

  it('are refused by the ranking one by one', async () => {
    const paths = await badPictures();
    const { ranking, problems } = await client.rank.files({ prompt: 'an apple', paths });
    expect(ranking).toEqual([]);
    expect(problems).toHaveLength(paths.length);
  });
});

describe('a library', () => {
  it('that is open already says so', async () => {
    const error = await failure(openStudio({ host: 'cli', library: join(folder, 'library') }));
    expect(error).toMatchObject({ code: 'library.locked' });
    expectSentence(error);
  });

  it('that lies inside a file cannot be made, and the file stays', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, 'mine');
    const error = await failure(openStudio({ host: 'cli', library: join(file, 'library') }));
    expect(error).toMatchObject({ code: 'library.not-writable' });
    expectSentence(error);
  });

  // The superuser may write everywhere, so for it there is no read-only folder.
  it.runIf(process.getuid?.() !== 0)('that is read-only says so', async () => {
    const closed = join(temporaryFolder(), 'closed');
    await (await openStudio({ host: 'cli', library: closed, runsJobs: false })).close();
    await chmod(closed, 0o555);
    await chmod(join(closed, '.easel'), 0o555);
    const error = await failure(openStudio({ host: 'cli', library: closed }));
    await chmod(closed, 0o755);
    await chmod(join(closed, '.easel'), 0o755);
    expect(error).toMatchObject({ code: 'library.not-writable' });
  });
});

/** Empty, enormous by its header, and no picture at all. */
async function badPictures(): Promise<string[]> {
  const contents: Record<string, string | Uint8Array> = {
    'empty.png': '',
    'huge.png': pngHeader(30_000, 30_000),
    'words.png': 'these are only words',
  };
  const paths: string[] = [];
  for (const [name, content] of Object.entries(contents)) {
    paths.push(join(folder, name));
    await writeFile(join(folder, name), content);
  }
  return paths;
}

/** A valid beginning of an 8-bit RGBA picture whose pixels break off after a few bytes. */
function pngHeader(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = deflateSync(Buffer.alloc(20));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND')]);
}

function chunk(type: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Sentences without holes, in both languages, that show no inner workings. */
function expectSentence(error: unknown): void {
  expect(error).toBeInstanceOf(EaselError);
  for (const language of ['en', 'zh-CN'] as const) {
    const { what, action } = describeError(error as EaselError, language);
    expect(what).not.toMatch(/\{\w+\}|undefined|\[object|\n|    at /);
    expect(action.length).toBeGreaterThan(1);
    expect(what.length).toBeLessThan(400);
  }
}

async function failure(call: Promise<unknown>): Promise<unknown> {
  try {
    return new Error(`it should have failed, but answered ${JSON.stringify(await call)}`);
  } catch (error) {
    return error;
  }
}
