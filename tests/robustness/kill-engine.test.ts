/** kill -9 of the engine at random moments: nothing is lost, nothing is half-written. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import { Mt19937 } from '#shared/numeric/mt19937.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const KILLS = 20;
const REQUEST = { prompt: 'a {red|green} apple', count: 3, steps: 1, seed: 11 };

function picturesIn(library: string): string[] {
  return readdirSync(join(library, 'pictures'), { recursive: true })
    .map((name) => join(library, 'pictures', String(name)))
    .filter((path) => !path.endsWith('.json') && /\.[^/]+$/.test(path));
}

async function finishAll(studio: Studio): Promise<void> {
  const client = studio.client();
  for await (const event of await client.jobs.watch({})) {
    if (event.type !== 'snapshot' && event.type !== 'job') continue;
    const open = await client.jobs.list({ states: ['waiting', 'running'] });
    if (open.length === 0) return;
  }
}

/** Files of one generation by candidate, as bytes. */
async function bytesOf(studio: Studio, library: string, jobId: string): Promise<Buffer[]> {
  const { pictures } = await studio.client().gallery.list({ limit: 1000 });
  const mine = pictures.filter((picture) => picture.jobId === jobId);
  mine.sort((a, b) => (a.generation?.index ?? 0) - (b.generation?.index ?? 0));
  const files = picturesIn(library);
  return mine.map((picture) => {
    const mark = `${jobId.slice(-8)}-${picture.generation?.index ?? 0}.png`;
    return readFileSync(files.find((file) => file.endsWith(mark)) ?? '');
  });
}

test('the host stays up and every job ends done, with the bytes of an undisturbed run', async () => {
  const library = temporaryFolder();
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const studio = await openStudio({ host: 'cli', library });
  try {
    const client = studio.client();
    const first = await client.generate.submit(REQUEST);
    await finishAll(studio);
    const undisturbed = await bytesOf(studio, library, first.id);
    expect(undisturbed).toHaveLength(REQUEST.count);
    const { startedAt = 0, finishedAt = 0 } = await client.jobs.get({ id: first.id });
    // Sometimes the engine must live long enough for a whole generation, on any machine.
    const longestLifeMs = 1.5 * (finishedAt - startedAt);

    const random = new Mt19937(2026);
    const jobs = new Set<string>();
    for (let kills = 0; kills < KILLS;) {
      if ((await client.jobs.list({ states: ['waiting', 'running'] })).length < 2) {
        jobs.add((await client.generate.submit(REQUEST)).id);
      }
      const pid = await studio.enginePid();
      if (pid === undefined) {
        await delay(20);
        continue;
      }
      await delay((random.nextUint32() / 2 ** 32) * longestLifeMs);
      try {
        process.kill(pid, 'SIGKILL');
        kills += 1;
      } catch {
        // It was between two lives; the next one is killed instead.
      }
    }
    await finishAll(studio);

    const ends = (await client.jobs.list({})).map((job) => job.error ?? job.state);
    expect(new Set(ends)).toEqual(new Set(['done']));
    for (const id of jobs) {
      const bytes = await bytesOf(studio, library, id);
      expect(bytes.length).toBe(REQUEST.count);
      expect(bytes.every((file, at) => file.equals(undisturbed[at] ?? Buffer.alloc(0)))).toBe(true);
    }
    for (const path of picturesIn(library)) {
      expect(path).toMatch(/\.png$/);
      await expect(sharp(path).raw().toBuffer()).resolves.toBeInstanceOf(Buffer);
    }
  } finally {
    await studio.close();
  }
}, 180_000);
