import { expect, test } from 'vitest';
import { normalise } from '#shared/numeric/vector.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { VectorTable } from '#shared/numeric/vector-table.ts';

const random = new TorchRandom(11);

function filled(count: number, dimensions = 10): Map<number, Float32Array> {
  const keys = Array.from({ length: count }, (_, key) => key);
  return new Map(keys.map((key) => [key, normalise(random.normal(dimensions))]));
}

function tableOf(vectors: ReadonlyMap<number, Float32Array>): VectorTable<number> {
  const table = new VectorTable<number>(10, 2);
  for (const [key, vector] of vectors) table.set(key, vector);
  return table;
}

function byHand(vectors: ReadonlyMap<number, Float32Array>, wanted: Float32Array): number[] {
  const score = (vector: Float32Array): number =>
    vector.reduce((sum, value, at) => sum + value * wanted[at]!, 0);
  return [...vectors].toSorted((a, b) => score(b[1]) - score(a[1])).map(([key]) => key);
}

test('the closest come first, as a full sort has them', () => {
  const vectors = filled(500);
  const table = tableOf(vectors);
  const wanted = normalise(random.normal(10));
  const found = table.closest(wanted, [...vectors.keys()], 30);
  expect(found.map(({ key }) => key)).toEqual(byHand(vectors, wanted).slice(0, 30));
  expect(found.every(({ similarity }) => Math.abs(similarity) <= 1)).toBe(true);
  expect(table.closest(wanted, [3, 99_999, 4], 30)).toHaveLength(2);
});

test('what is replaced or removed is as if it had never been', () => {
  const vectors = filled(60);
  const table = tableOf(vectors);
  for (const key of [0, 59, 17]) {
    table.delete(key);
    vectors.delete(key);
  }
  table.delete(1234);
  const other = normalise(random.normal(10));
  table.set(5, other);
  vectors.set(5, other);
  table.set(6, new Float32Array(3));
  expect(table.size).toBe(57);
  expect([table.get(5), table.get(17)]).toEqual([other, undefined]);
  const wanted = normalise(random.normal(10));
  const everyKey = Array.from({ length: 60 }, (_, key) => key);
  const found = table.closest(wanted, everyKey, 100).map(({ key }) => key);
  expect(found).toEqual(byHand(vectors, wanted));
});
