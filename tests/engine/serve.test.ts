import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { EngineMessage, GenerateEvent } from '#shared/engine-protocol/messages.ts';
import { tinySpark } from './support/checkpoints.ts';
import { EngineProcess } from './support/engine-process.ts';
import {
  generate,
  hashesOf,
  openEngine,
  request,
  type CandidateEvent,
} from './support/generate.ts';

/** Long enough to be still running when the next message arrives. */
const long = request(64, { steps: 150 });

function isStepOf(id: number): (message: EngineMessage) => boolean {
  return (message) => {
    if (message.type !== 'event' || message.id !== id) return false;
    const event = message.event as GenerateEvent;
    return event.type === 'progress' && event.phase === 'denoising' && event.done >= 1;
  };
}

test('starts, answers pings, describes itself and ends when told to', async () => {
  const engine = await EngineProcess.open();
  engine.post({ type: 'ping', nonce: 42 });
  expect(await engine.next(({ type }) => type === 'pong')).toEqual({ type: 'pong', nonce: 42 });
  expect(await engine.answer(engine.ask('describe', {}))).toMatchObject({
    type: 'result',
    value: { pid: engine.child.pid, device: { provider: 'cpu' } },
  });
  engine.post({ type: 'shutdown' });
  expect(await engine.exited).toEqual([0, null]);
});

test('a generation in another process has the same bytes', async () => {
  const engine = await EngineProcess.open();
  const id = engine.ask('generate', request(5));
  expect(await engine.answer(id)).toMatchObject({ type: 'result', value: { device: 'cpu' } });
  const candidates = engine.received.flatMap((message) =>
    message.type === 'event' && (message.event as GenerateEvent).type === 'candidate'
      ? [message.event as CandidateEvent]
      : [],
  );
  const here = await generate(await openEngine(), request(5));
  expect(hashesOf(candidates)).toEqual(hashesOf(here.candidates));
});

test('a cancel reaches a running generation within a second, and a waiting one too', async () => {
  const engine = await EngineProcess.open();
  const running = engine.ask('generate', long);
  const waiting = engine.ask('generate', request(2));
  const third = engine.ask('generate', request(1));
  await engine.next(isStepOf(running));
  const start = performance.now();
  engine.post({ type: 'cancel', id: waiting });
  engine.post({ type: 'cancel', id: running });
  expect(await engine.answer(running)).toEqual({ type: 'cancelled', id: running });
  expect(performance.now() - start).toBeLessThan(1000);
  expect(await engine.answer(waiting)).toEqual({ type: 'cancelled', id: waiting });
  expect(await engine.answer(third)).toMatchObject({ type: 'result' });
  for (const id of [running, waiting, third]) expect(engine.answers(id)).toHaveLength(1);
});

test('questions that run no graph are answered while one runs', async () => {
  const engine = await EngineProcess.open();
  const running = engine.ask('generate', long);
  await engine.next(isStepOf(running));
  const text = 'a red apple';
  const counting = engine.ask('countTokens', { checkpoint: tinySpark, text });
  expect(await engine.answer(counting)).toMatchObject({ type: 'result', value: 5 });
  expect(engine.answers(running)).toEqual([]);
});

test('an error comes back as code and parameters, and the next request works', async () => {
  const engine = await EngineProcess.open();
  const checkpoint = { id: 'gone', folder: '/nowhere/at/all' };
  expect(await engine.answer(engine.ask('generate', request(1, { checkpoint })))).toMatchObject({
    type: 'error',
    error: { code: 'checkpoint.damaged', params: { id: 'gone', file: 'manifest.json' } },
  });
  expect(await engine.answer(engine.ask('generate', request(1)))).toMatchObject({ type: 'result' });
});

test('a device that cannot be used fails each request with its code, not the process', async () => {
  const engine = new EngineProcess();
  const device = process.platform === 'win32' ? 'coreml' : 'dml';
  engine.post({ type: 'start', options: { device, memoryBudgetBytes: 1 << 30, threads: 0 } });
  await engine.next(({ type }) => type === 'ready');
  for (const id of [engine.ask('generate', request(1)), engine.ask('generate', request(1))]) {
    expect(await engine.answer(id)).toMatchObject({
      type: 'error',
      error: { code: 'engine.device-unavailable', params: { device } },
    });
  }
});

test('ranks, embeds and counts', async () => {
  const engine = await EngineProcess.open();
  const picture = (red: number) => ({
    width: 9,
    height: 5,
    rgba: Uint8Array.from({ length: 180 }, (_, at) => [red, at, 90, 255][at % 4] ?? 0),
  });
  const pictures = [picture(20), picture(250), picture(20)];
  const embedded = await engine.answer(
    engine.ask('embedPictures', { checkpoint: tinySpark, pictures }),
  );
  if (embedded.type !== 'result') throw new Error('no embeddings');
  const [first, second, third] = embedded.value as Float32Array[];
  expect(third).toEqual(first);
  expect(second).not.toEqual(first);
  const prompt = [{ text: 'a red apple', weight: 1 }];
  const known = first === undefined ? [] : [{ embedding: first }];
  const ranked = await engine.answer(
    engine.ask('rank', {
      checkpoint: tinySpark,
      prompt,
      pictures: [...pictures.slice(0, 2), ...known],
      diversity: 0.3,
    }),
  );
  expect(ranked).toMatchObject({
    type: 'result',
    value: { embeddings: [first, second, first] },
  });
  const { ranking } = (ranked as { value: { ranking: { index: number; duplicateOf?: number }[] } })
    .value;
  expect(ranking).toHaveLength(3);
  expect(ranking.at(-1)).toMatchObject({ index: 2, duplicateOf: 0 });
});

test('ends when its host is gone, even in the middle of a generation', async () => {
  const host = fork(fileURLToPath(new URL('./support/dying-host.ts', import.meta.url)), [], {
    execArgv: [],
    silent: true,
  });
  const [message] = (await once(host, 'message')) as [{ engine: number }];
  const { engine } = message;
  expect(isAlive(engine)).toBe(true);
  host.kill('SIGKILL');
  await expect.poll(() => isAlive(engine), { timeout: 10_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
