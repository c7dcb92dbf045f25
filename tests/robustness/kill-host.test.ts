/** kill -9 of the whole host at random moments: what was acknowledged is there afterwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { openStudio } from '#main/studio/open-studio.ts';
import { Mt19937 } from '#shared/numeric/mt19937.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const KILLS = 20;
const HOST = join(import.meta.dirname, '../support/doomed-host.ts');

interface Acknowledged {
  readonly job: Set<string>;
  readonly picture: Set<string>;
  readonly engine: Set<string>;
}

function startHost(library: string, acknowledged: Acknowledged, ...more: string[]) {
  const host = spawn(process.execPath, [HOST, library, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface(host.stdout).on('line', (line) => {
    const [kind, id = ''] = line.split(' ');
    if (kind === 'job' || kind === 'picture' || kind === 'engine') acknowledged[kind].add(id);
  });
  return host;
}

test('every acknowledged job and picture is there after twenty kills', async () => {
  const library = temporaryFolder();
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const acknowledged: Acknowledged = { job: new Set(), picture: new Set(), engine: new Set() };
  const random = new Mt19937(7);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const host = startHost(library, acknowledged);
    const exit = once(host, 'exit');
    // Every other one is killed while it opens the library, the rest while it works.
    if (kill % 2 === 0) await once(host.stdout, 'data');
    await delay(random.nextUint32() % (kill % 2 === 0 ? 1200 : 600));
    host.kill('SIGKILL');
    await exit;
  }
  const last = startHost(library, acknowledged, '--finish');
  const [code] = (await once(last, 'exit')) as [number];
  expect(code).toBe(0);
  // The kills must have met hosts that had something to lose.
  expect(acknowledged.job.size).toBeGreaterThanOrEqual(KILLS / 2);
  expect(acknowledged.picture.size).toBeGreaterThan(0);

  const studio = await openStudio({ host: 'cli', library, runsJobs: false });
  try {
    const client = studio.client();
    const jobs = new Map((await client.jobs.list({})).map((job) => [job.id as string, job.state]));
    for (const id of acknowledged.job) expect(jobs.get(id)).toBe('done');
    const { pictures, total } = await client.gallery.list({ limit: 1000 });
    const ids = new Set<string>(pictures.map((picture) => picture.id));
    for (const id of acknowledged.picture) expect(ids).toContain(id);
    expect(total).toBe(jobs.size * 6);

    // The index tells nothing that the files do not.
    await Array.fromAsync(await client.gallery.rebuild());
    expect((await client.gallery.list({ limit: 1000 })).pictures).toEqual(pictures);
  } finally {
    await studio.close();
  }
  for (const pid of acknowledged.engine) {
    expect(() => process.kill(Number(pid), 0), `engine ${pid} outlived its host`).toThrow();
  }
}, 240_000);
