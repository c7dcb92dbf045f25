/** The model in the box. What is asked of it is what it is there for, not numbers of one training. */
import { beforeAll, expect, test } from 'vitest';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { methods } from '#main/engine/methods/index.ts';
import { spark } from './support/checkpoints.ts';
import { coloursOf } from './support/colours-of.ts';
import { EngineProcess } from './support/engine-process.ts';
import {
  generate,
  hashesOf,
  openEngine,
  request,
  words,
  type CandidateEvent,
} from './support/generate.ts';

let engine: EngineContext;
beforeAll(async () => {
  engine = await openEngine();
});

const steps = 12;
const idle = new AbortController().signal;

function drawings(...prompts: string[]) {
  const candidates = prompts.map((text, index) => ({
    index,
    seed: 7 + index,
    prompt: words(text),
  }));
  return request(0, { checkpoint: spark, steps, candidates });
}

test('draws, and ranks what it drew by the prompt: the red apple above the blue car', async () => {
  const { candidates } = await generate(engine, drawings('a red apple', 'a blue car'));
  const pictures = candidates.map(({ pixels }) => pixels);
  const best = async (text: string): Promise<number | undefined> => {
    const params = { checkpoint: spark, prompt: words(text), pictures, diversity: 0 };
    const { ranking } = await methods.rank(engine, params, () => undefined, idle);
    return ranking[0]?.index;
  };
  expect(await best('a red apple')).toBe(0);
  expect(await best('a blue car')).toBe(1);
  expect(await best('红苹果')).toBe(0);
});

test('the apple is red, the car is blue, and both stand on clear ground', async () => {
  const { candidates } = await generate(engine, drawings('a red apple', 'a blue car'));
  const [apple, car] = candidates.map(coloursOf);
  if (apple === undefined || car === undefined) throw new Error('nothing drawn');
  expect(apple.red).toBeGreaterThan(1.5 * apple.blue);
  expect(apple.red).toBeGreaterThan(1.5 * apple.green);
  expect(car.blue).toBeGreaterThan(1.2 * car.red);
  for (const { covered } of [apple, car]) {
    expect(covered).toBeGreaterThan(0.2);
    expect(covered).toBeLessThan(0.95);
  }
});

test('same seed, same bytes: again, in other company, on one thread, in another process', async () => {
  const three = drawings('panda', 'a rocket', 'panda');
  const first = hashesOf((await generate(engine, three)).candidates);
  expect(new Set(first).size).toBe(3);
  expect(hashesOf((await generate(await openEngine(1), three)).candidates)).toEqual(first);
  const alone = { ...three, candidates: three.candidates.slice(1, 2) };
  expect(hashesOf((await generate(engine, alone)).candidates)).toEqual(first.slice(1, 2));
  const other = await EngineProcess.open();
  await other.answer(other.ask('generate', three));
  const events = other.received.flatMap((message) =>
    message.type === 'event' ? [message.event] : [],
  );
  const candidates = (events as CandidateEvent[]).filter(({ type }) => type === 'candidate');
  expect(hashesOf(candidates)).toEqual(first);
});

test.each([
  ['two thousand characters', 'a red apple and '.repeat(125)],
  ['Arabic', 'تفاحة حمراء على الطاولة'],
  ['emoji', '🍎🍏👩‍🚀🏳️‍🌈'],
  ['lone surrogates and control characters', '\ud83c \u0000\u0007 apple'],
])('a prompt of %s is drawn', async (_, text) => {
  const { candidates } = await generate(engine, { ...drawings(text), steps: 2 });
  expect(candidates[0]?.pixels.rgba).toHaveLength(128 * 128 * 4);
  expect(candidates[0]?.cosine).not.toBeNaN();
  const params = { checkpoint: spark, text };
  const needed = await methods.countTokens(engine, params, () => undefined, idle);
  expect(needed).toBeGreaterThan(2);
});
