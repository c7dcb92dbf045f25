import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { LinkPatience } from '#main/adapters/engine-link/engine-connection.ts';
import { EngineSupervisor } from '#main/adapters/engine-link/engine-supervisor.ts';
import { forkLauncher } from '#main/adapters/engine-link/fork-launcher.ts';
import type { GenerateEvent, GenerateParams } from '#shared/engine-protocol/messages.ts';
import { CancelledError } from '#shared/errors/cancellation.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { tinyRecipe } from '#tests/support/tiny-lessons.ts';

const SCRIPTED = join(import.meta.dirname, '../../../../support/scripted-engine.ts');
const HOST = join(import.meta.dirname, '../../../../support/host-of-scripted-engine.ts');
const OPTIONS = { device: 'cpu', memoryBudgetBytes: 1 << 30, threads: 1 } as const;

function supervise(entry = SCRIPTED, patience: LinkPatience = {}) {
  const engine = new EngineSupervisor(forkLauncher(entry), OPTIONS, patience);
  onTestFinished(() => engine.close());
  const ask = (text: string, signal?: AbortSignal): Promise<number> =>
    engine.countTokens({ checkpoint: { id: 'any', folder: '/' }, text }, { signal });
  return { engine, ask };
}

function generation(count: number): GenerateParams {
  return {
    checkpoint: { id: 'any', folder: '/' },
    candidates: Array.from({ length: count }, (_, index) => ({ index, seed: index, prompt: [] })),
    negativePrompt: [],
    ...{ steps: 1, guidanceScale: 1, scheduler: 'flow-match-euler', width: 8, height: 8 },
    ...{ diversity: 0, previewIntervalMs: 0 },
  };
}

function isAlive(pid: number | undefined): boolean {
  try {
    return process.kill(pid ?? 0, 0);
  } catch {
    return false;
  }
}

test('starts with the first call, answers many at once, and is gone after closing', async () => {
  const { engine, ask } = supervise();
  expect(engine.status().state).toBe('stopped');
  expect(await Promise.all([ask('count 3'), ask('count 5')])).toEqual([3, 5]);
  const pid = await engine.pid();
  expect(engine.status()).toMatchObject({ state: 'ready', restarts: 0 });
  expect(isAlive(pid)).toBe(true);
  await engine.close();
  expect(isAlive(pid)).toBe(false);
  await expect(ask('count 1')).rejects.toMatchObject({ code: 'engine.stopped' });
});

test('hands on events with their bytes, in order, before the result', async () => {
  const { engine } = supervise();
  const events: GenerateEvent[] = [];
  await engine.generate(generation(3), { onEvent: (event) => events.push(event) });
  expect(events).toEqual(
    [0, 1, 2].map((index) => ({
      ...{ type: 'preview', index },
      pixels: { width: 1, height: 1, rgba: new Uint8Array([index, 2, 3, 255]) },
    })),
  );
});

test("an error of the engine's own comes back as its code, and the process stays", async () => {
  const { engine, ask } = supervise();
  await expect(ask('refuse')).rejects.toMatchObject({ code: 'engine.out-of-memory' });
  expect(await ask('count 1')).toBe(1);
  expect(engine.status().restarts).toBe(0);
});

test('a death fails every open request with the reason, and the next call has a new process', async () => {
  const { engine, ask } = supervise();
  const bystander = expect(ask('wait')).rejects.toMatchObject({ code: 'engine.stopped' });
  await expect(ask('die')).rejects.toMatchObject({
    code: 'engine.stopped',
    params: { reason: 'exit code 7: error: the graphics driver is gone' },
  });
  await bystander;
  expect(await ask('count 2')).toBe(2);
  expect(engine.status()).toMatchObject({ state: 'ready', restarts: 1 });
});

test('kill -9 again and again is met each time with a new process', async () => {
  const { engine, ask } = supervise();
  for (let death = 1; death <= 4; death += 1) {
    const open = expect(ask('wait')).rejects.toMatchObject({
      params: { reason: 'signal SIGKILL' },
    });
    process.kill((await engine.pid()) ?? 0, 'SIGKILL');
    await open;
    expect(engine.status().restarts).toBe(death);
  }
  expect(await ask('count 9')).toBe(9);
});

test('one that may have died for want of memory is followed by one that plans with half of it', async () => {
  const { engine, ask } = supervise();
  const budget = OPTIONS.memoryBudgetBytes;
  const kill = async (): Promise<void> => {
    process.kill((await engine.pid()) ?? 0, 'SIGKILL');
  };
  expect(await ask('budget')).toBe(budget);
  // Of another cause, or while it had nothing to do.
  await expect(ask('die')).rejects.toMatchObject({ code: 'engine.stopped' });
  expect(await ask('budget')).toBe(budget);
  await kill();
  await expect.poll(() => engine.status().restarts).toBe(2);
  expect(await ask('budget')).toBe(budget);
  for (let death = 1; death <= 2; death += 1) {
    const open = expect(ask('wait')).rejects.toMatchObject({ code: 'engine.stopped' });
    await kill();
    await open;
    expect(await ask('budget')).toBe(budget / 2 ** death);
  }
  engine.configure({ device: 'cpu', memoryBudgetBytes: budget / 2 });
  expect(await ask('budget')).toBe(budget / 2);
});

test('a cancel is confirmed by the engine', async () => {
  const { engine, ask } = supervise();
  const controller = new AbortController();
  const open = ask('wait', controller.signal);
  await ask('count 1');
  controller.abort();
  await expect(open).rejects.toBeInstanceOf(CancelledError);
  await expect(ask('count 1', controller.signal)).rejects.toBeInstanceOf(CancelledError);
  expect(engine.status().restarts).toBe(0);
});

test('a cancel takes effect within a second also while the engine is blocked; its late answer harms nobody', async () => {
  const { engine, ask } = supervise();
  await ask('count 1');
  const controller = new AbortController();
  const open = ask('block 2000', controller.signal);
  await turn();
  const since = performance.now();
  controller.abort();
  await expect(open).rejects.toBeInstanceOf(CancelledError);
  // Not at once, which would mean that it was never sent.
  expect(performance.now() - since).toBeGreaterThan(500);
  expect(performance.now() - since).toBeLessThan(1000);
  expect(await ask('count 4')).toBe(4);
  expect(engine.status().restarts).toBe(0);
});

test('an engine that says nothing after a cancel is ended and replaced', async () => {
  const { engine, ask } = supervise(SCRIPTED, { cancel: 50, hang: 300 });
  await ask('count 1');
  const pid = await engine.pid();
  const controller = new AbortController();
  const open = ask('block 60000', controller.signal);
  await turn();
  controller.abort();
  await expect(open).rejects.toBeInstanceOf(CancelledError);
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(await ask('count 6')).toBe(6);
});

test('a measurement that does not heed its cancel costs the process, not whoever comes after it', async () => {
  const { engine, ask } = supervise(SCRIPTED, { cancel: 200 });
  await ask('count 1');
  const controller = new AbortController();
  const { signal } = controller;
  const params = { checkpoint: { id: 'any', folder: '/' }, recipe: tinyRecipe(), pictures: [] };
  const open = engine.measureTraining(params, { signal });
  await turn();
  controller.abort();
  const since = performance.now();
  const behind = expect(ask('count 2')).rejects.toMatchObject({ code: 'engine.stopped' });
  await expect(open).rejects.toBeInstanceOf(CancelledError);
  await behind;
  expect(await ask('count 2')).toBe(2);
  expect(performance.now() - since).toBeLessThan(10_000);
});

test('new settings: what is under way ends on the old process, the next call has a new one', async () => {
  const { engine, ask } = supervise();
  await ask('count 1');
  const old = await engine.pid();
  const blocked = ask('block 500');
  engine.configure({ device: 'cpu', memoryBudgetBytes: 1 << 29 });
  expect(await ask('count 2')).toBe(2);
  const fresh = await engine.pid();
  expect(fresh).not.toBe(old);
  expect(await blocked).toBe(0);
  await expect.poll(() => isAlive(old)).toBe(false);
  // The end of the old process must not be taken for the end of the new one.
  expect(await ask('count 3')).toBe(3);
  expect(await engine.pid()).toBe(fresh);
  expect(engine.status()).toMatchObject({ state: 'ready', restarts: 0 });
});

test('a process that cannot start is a coded error, and closing after it is calm', async () => {
  const { engine, ask } = supervise(join(temporaryFolder(), 'nothing.mjs'));
  await expect(ask('count 1')).rejects.toMatchObject({ code: 'engine.stopped' });
  expect(engine.status().state).toBe('failed');
  expect(await engine.pid()).toBeUndefined();
});

test('a process that never gets ready is ended and told of', async () => {
  const entry = join(temporaryFolder(), 'mute.mjs');
  writeFileSync(entry, "process.on('message', () => {});");
  const { ask } = supervise(entry, { ready: 300 });
  await expect(ask('count 1')).rejects.toMatchObject({
    code: 'engine.unavailable',
    params: { reason: 'it did not answer in time' },
  });
});

test('no engine outlives a host that was killed', async () => {
  const host = fork(HOST, [SCRIPTED], { execArgv: [], silent: true });
  const [pid] = (await once(host, 'message')) as [number];
  expect(isAlive(pid)).toBe(true);
  host.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
});
