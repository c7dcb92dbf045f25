import { beforeAll, expect, test } from 'vitest';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { methods } from '#main/engine/methods/index.ts';
import { CancelledError } from '#shared/errors/cancellation.ts';
import { generate, hashesOf, openEngine, request, words } from './support/generate.ts';

let engine: EngineContext;
beforeAll(async () => {
  engine = await openEngine();
});

test('candidates come group by group, each with pixels, embedding and cosine', async () => {
  const { candidates, result } = await generate(engine, request(6));
  expect(candidates.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
  for (const { pixels, embedding, cosine } of candidates) {
    expect([pixels.width, pixels.height, pixels.rgba.length]).toEqual([128, 128, 128 * 128 * 4]);
    expect(new Set(pixels.rgba).size).toBeGreaterThan(20);
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
    expect(Math.abs(cosine)).toBeLessThanOrEqual(1);
  }
  expect(result.ranking.map(({ index }) => index).toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(result.device).toBe('cpu');
});

test('a seed gives the same bytes whatever it is drawn together with and on how many threads', async () => {
  const eight = hashesOf((await generate(engine, request(8))).candidates);
  expect(new Set(eight).size).toBe(8);
  expect(hashesOf((await generate(engine, request(8))).candidates)).toEqual(eight);
  expect(hashesOf((await generate(engine, request(3))).candidates)).toEqual(eight.slice(0, 3));
  const lone = request(8).candidates.slice(6, 7);
  const alone = await generate(engine, request(0, { candidates: lone }));
  expect(hashesOf(alone.candidates)).toEqual(eight.slice(6, 7));
  const oneThread = await generate(await openEngine(1), request(8));
  expect(hashesOf(oneThread.candidates)).toEqual(eight);
});

test('prompt, weight, negative prompt, guidance and steps each change the picture', async () => {
  const [plain] = request(1).candidates;
  const told = (prompt: ReturnType<typeof words>) => [{ index: 0, seed: 7, ...plain, prompt }];
  const requests = [
    request(1),
    request(1, { candidates: told(words('a blue car')) }),
    request(1, { candidates: told([{ text: 'a red apple', weight: 1.4 }]) }),
    request(1, { negativePrompt: words('rain') }),
    request(1, { guidanceScale: 1 }),
    request(1, { steps: 7 }),
  ];
  const hashes = [];
  for (const params of requests) hashes.push(hashesOf((await generate(engine, params)).candidates));
  expect(new Set(hashes.flat()).size).toBe(requests.length);
});

test('a prompt that is split into neutral segments is the same prompt', async () => {
  const [plain] = request(1).candidates;
  const prompt = [...words('a '), ...words('red '), ...words('apple')];
  const split = await generate(
    engine,
    request(1, { candidates: [{ index: 0, seed: 7, ...plain, prompt }] }),
  );
  expect(hashesOf(split.candidates)).toEqual(
    hashesOf((await generate(engine, request(1))).candidates),
  );
});

test('progress rises to one and tells the phases in order', async () => {
  const { events } = await generate(engine, request(6));
  const progress = events.filter((event) => event.type === 'progress');
  const fractions = progress.map(({ fraction }) => fraction);
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(fractions[0]).toBe(0);
  expect(fractions.at(-1)).toBe(1);
  const phases = progress
    .map(({ phase }) => phase)
    .filter((phase, at, all) => phase !== all[at - 1]);
  const group = ['denoising', 'decoding', 'ranking'];
  expect(phases).toEqual(['loading', 'encoding', ...group, ...group]);
  const last = progress.findLast(({ phase }) => phase === 'denoising');
  expect(last).toMatchObject({ done: 6, total: 6, candidates: [4, 5] });
});

test('previews are small pictures, and none come when they are turned off', async () => {
  const { events } = await generate(engine, request(2, { previewIntervalMs: 0.001 }));
  const previews = events.filter((event) => event.type === 'preview');
  expect(previews).toHaveLength(2 * 6);
  expect(previews[0]?.pixels).toMatchObject({ width: 32, height: 32 });
  const silent = await generate(engine, request(2, { previewIntervalMs: 0 }));
  expect(silent.events.some((event) => event.type === 'preview')).toBe(false);
});

test('at most one preview per candidate within the interval', async () => {
  const { events } = await generate(
    engine,
    request(2, { previewIntervalMs: 3_600_000, steps: 12 }),
  );
  expect(events.filter((event) => event.type === 'preview').length).toBeLessThanOrEqual(2);
});

test('a cancel takes effect at the next step', async () => {
  const controller = new AbortController();
  let steps = 0;
  const running = methods.generate(
    engine,
    request(8, { steps: 50 }),
    (event) => {
      if (event.type !== 'progress' || event.phase !== 'denoising' || event.done === 0) return;
      steps += 1;
      if (steps === 3) controller.abort();
    },
    controller.signal,
  );
  await expect(running).rejects.toBeInstanceOf(CancelledError);
  expect(steps).toBe(3);
});
