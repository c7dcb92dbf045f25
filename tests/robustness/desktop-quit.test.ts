/** The app is quit in mid-work: the job goes back to the queue and is finished by the next start. */
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openDesktopHost } from '#tests/support/desktop-host.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

test('and no picture, no engine and no second answer is left behind', async () => {
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const library = join(temporaryFolder(), 'library');

  const first = await openDesktopHost(library);
  const client = await first.client();
  const events = await client.jobs.watch({});
  const job = await client.generate.submit({ prompt: 'red apple', count: 8, steps: 8, seed: 5 });
  for await (const event of events) {
    if (event.type === 'progress' && event.progress.phase === 'denoising') break;
  }
  const { engine } = await client.system.info();
  expect(engine.state).toBe('ready');
  expect(await first.quit()).toBe(0);
  expect(first.electron.engines).toHaveLength(1);
  for (const child of first.electron.engines) expect(child.isGone).toBe(true);

  const second = await openDesktopHost(library);
  const again = await second.client();
  const last = (await Array.fromAsync(await again.jobs.watch({ jobId: job.id }))).at(-1);
  expect(last).toMatchObject({ type: 'job', job: { id: job.id, state: 'done' } });
  const { pictures } = await again.gallery.list({});
  expect(pictures.map(({ jobId }) => jobId)).toEqual(Array.from({ length: 8 }, () => job.id));
});
