import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { ModelCache } from '#main/engine/runtime/model-cache.ts';
import { loadModel, type Model } from '#main/engine/runtime/onnxruntime.ts';
import { fixtures } from './support/checkpoints.ts';

const options = { provider: 'cpu', threads: 1 } as const;
let released: string[];
let loads: string[];

beforeEach(() => {
  released = [];
  loads = [];
});

/** A real session that writes down when it is freed. */
async function load(name: string): Promise<Model> {
  loads.push(name);
  const label = { id: 'test', file: name };
  const model = await loadModel(join(fixtures, 'foreign.onnx'), options, label);
  return {
    ...model,
    release: () => {
      released.push(name);
      return model.release();
    },
  };
}

function ask(cache: ModelCache, name: string, bytes = 40): Promise<Model> {
  cache.beginRound();
  return cache.get(name, bytes, () => load(name));
}

test('a graph that is asked for twice at once is loaded once', async () => {
  const cache = new ModelCache(100);
  const both = await Promise.all([ask(cache, 'a'), ask(cache, 'a')]);
  expect(both[0]).toBe(both[1]);
  expect(loads).toEqual(['a']);
});

test('beyond the budget the graph that was not used for longest is freed', async () => {
  const cache = new ModelCache(100);
  for (const name of ['a', 'b', 'a', 'c']) await ask(cache, name);
  await expect.poll(() => released).toEqual(['b']);
  expect(cache.size).toBe(2);
  await ask(cache, 'b');
  expect(loads).toEqual(['a', 'b', 'c', 'b']);
});

test('what one request uses stays, even beyond the budget, until the next request', async () => {
  const cache = new ModelCache(50);
  cache.beginRound();
  const first = await cache.get('a', 40, () => load('a'));
  await cache.get('b', 40, () => load('b'));
  expect(released).toEqual([]);
  const dims = [1, 4, 32, 32];
  const out = await first.run({ pixels: { data: new Float32Array(4096).fill(2), dims } });
  expect(out['out_sample']?.data[0]).toBe(2);
  await ask(cache, 'c');
  await expect.poll(() => released.toSorted()).toEqual(['a', 'b']);
});

test('what a request has left goes before the next is loaded, where there is no room for both', async () => {
  const cache = new ModelCache(100);
  cache.beginRound();
  await cache.get('text', 40, () => load('text'));
  cache.leave('text');
  await cache.get('small', 40, () => load('small'));
  expect(released).toEqual([]);
  await cache.get('large', 60, () => {
    expect(released).toEqual(['text']);
    return load('large');
  });
});

test('a load that failed is forgotten', async () => {
  const cache = new ModelCache(100);
  const failing = cache.get('a', 40, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(cache.size).toBe(0);
  await expect(ask(cache, 'a')).resolves.toBeDefined();
});

test('clearing frees everything', async () => {
  const cache = new ModelCache(100);
  await ask(cache, 'a');
  await ask(cache, 'b');
  await cache.clear();
  expect(released.toSorted()).toEqual(['a', 'b']);
  expect(cache.size).toBe(0);
});
