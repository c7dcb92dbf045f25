/** How long other contract calls take while a generation runs, and how long a cancel takes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStudio } from '#main/studio/open-studio.ts';

const folder = await mkdtemp(join(tmpdir(), 'easel-bench-'));
process.env['EASEL_HOME'] = join(folder, 'home');
const studio = await openStudio({ host: 'cli', library: join(folder, 'library') });
try {
  const client = studio.client();
  const { id } = await client.generate.submit({ prompt: 'a red apple', count: 64, steps: 50 });
  const times: number[] = [];
  const end = performance.now() + 8000;
  while (performance.now() < end) {
    for (const call of [
      () => client.gallery.list({}),
      () => client.jobs.list({}),
      () => client.system.info(),
      () => client.settings.get(),
    ]) {
      const startedAt = performance.now();
      await call();
      times.push(performance.now() - startedAt);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const cancelledAt = performance.now();
  await client.jobs.cancel({ id });
  await client.generate.plan({ prompt: 'a blue car' });
  const cancelMs = performance.now() - cancelledAt;
  const sorted = times.toSorted((a, b) => a - b);
  const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
  console.log(
    `calls ${times.length}, p50 ${sorted[times.length >> 1]?.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms, max ${sorted.at(-1)?.toFixed(1)} ms`,
  );
  console.log(`engine free after cancel: ${cancelMs.toFixed(0)} ms`);
  if (!(p95 < 50) || !(cancelMs < 1000)) process.exitCode = 1;
} finally {
  await studio.close();
  await rm(folder, { recursive: true });
}
