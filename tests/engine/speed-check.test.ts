/** The speed check on the machine's own devices. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import type { SpeedCheck } from '#shared/domain/system.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

async function open(): Promise<Studio> {
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const studio = await openStudio({ host: 'cli', library: temporaryFolder() });
  onTestFinished(() => studio.close());
  return studio;
}

test('every device is measured or says why not, and jobs go on afterwards', async () => {
  const studio = await open();
  const client = studio.client();
  const checks = await Array.fromAsync(await client.system.speedCheck());
  const last = checks.at(-1) as SpeedCheck;
  expect(last.isFinished).toBe(true);
  const processor = last.devices.find(({ device }) => device === 'cpu');
  expect(processor).toMatchObject({ state: 'measured' });
  expect(processor?.stepMs).toBeGreaterThan(0);
  expect(processor?.candidateMs).toBeGreaterThan(processor?.stepMs ?? Infinity);
  expect(last.fastest).toBeDefined();
  for (const { state, reason } of last.devices) {
    if (state === 'unavailable') expect(reason).not.toBe('');
    else expect(state).toBe('measured');
  }
  const { id } = await client.generate.submit({ prompt: 'a red apple', count: 1, steps: 2 });
  const events = await Array.fromAsync(await client.jobs.watch({ jobId: id }));
  expect(events.at(-1)).toMatchObject({ job: { state: 'done' } });
}, 180_000);

test('it is refused while jobs are to be done, and cancelled within a second', async () => {
  const client = (await open()).client();
  const { id } = await client.generate.submit({ prompt: 'a red apple', count: 64, steps: 100 });
  await expect(Array.fromAsync(await client.system.speedCheck())).rejects.toMatchObject({
    code: 'system.busy',
  });
  await client.jobs.cancel({ id });
  // The engine of the studio starts first, which is no part of what is promised here.
  const patience = { timeout: 20_000 };
  await vi.waitFor(async () => {
    const stop = new AbortController();
    const events = await client.system.speedCheck(undefined, { signal: stop.signal });
    await events.next();
    stop.abort();
    const stoppedAt = performance.now();
    await expect(Array.fromAsync(events)).rejects.not.toMatchObject({ code: 'system.busy' });
    expect(performance.now() - stoppedAt).toBeLessThan(1500);
  }, patience);
}, 60_000);
