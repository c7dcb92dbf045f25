import { expect, test } from 'vitest';
import type { NetworkFiles } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { createEngineContext } from '#main/engine/engine-context.ts';
import { announceMemory } from '#main/engine/pipelines/announce-memory.ts';
import { weightUseFor } from '#main/engine/pipelines/latent-diffusion/memory-plan.ts';
import type { GenerateEvent } from '#shared/engine-protocol/messages.ts';

const GIGA = 1e9;

function network(elements: number, largest: number, width = 4): NetworkFiles {
  const weights = { find: () => undefined };
  const bytes = width * elements;
  return { weights, folder: '/', file: 'x', key: 'x', bytes, elements, largest };
}

const transformer = network(4 * GIGA, GIGA / 12);
const half = network(4 * GIGA, GIGA / 12, 2);
const decoder = network(GIGA / 20, GIGA / 400);

async function announce(gigabytes: number, large = transformer): Promise<GenerateEvent[]> {
  const memoryBudgetBytes = gigabytes * GIGA;
  const context = await createEngineContext({ device: 'cpu', memoryBudgetBytes, threads: 1 });
  const events: GenerateEvent[] = [];
  announceMemory(context, [large, decoder], (event) => events.push(event));
  return events;
}

test('networks that can be copied are not spoken of', async () => {
  expect(await announce(40)).toEqual([]);
});

test('the largest that cannot is told of, with what it would need', async () => {
  expect(await announce(12)).toEqual([
    { type: 'memory', neededBytes: 32 * GIGA, allowedBytes: 12 * GIGA },
  ]);
});

test('halves, and whole numbers that LoRAs change, are used from their file anyway', async () => {
  const changes = (): Promise<never> => Promise.reject(new Error('not asked for'));
  const all = [half, { ...half, changes }, { ...transformer, changes }];
  for (const one of all) expect(await announce(12, one)).toEqual([]);
  const context = await createEngineContext({
    ...{ device: 'cpu', memoryBudgetBytes: 40 * GIGA, threads: 1 },
  });
  expect([...all, transformer, decoder].map((one) => weightUseFor(context, one))).toEqual([
    ...['in place', 'in place', 'in place', 'copied', 'copied'],
  ]);
});

test('nothing is begun where not even the matrices at work fit', async () => {
  await expect(announce(0.5)).rejects.toMatchObject({ code: 'engine.out-of-memory' });
});
