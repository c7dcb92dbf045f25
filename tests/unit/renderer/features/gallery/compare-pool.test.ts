import { expect, test } from 'vitest';
import { poolAround } from '#renderer/features/gallery/compare-pool.ts';
import type { PictureId } from '#shared/domain/ids.ts';

const order = Array.from({ length: 1_000 }, (_, at) => `p${at}` as PictureId);

test('neighbours of each selected picture, in the order of the list, each once', () => {
  const pool = poolAround(order, [order[510]!, order[500]!, order[3]!]);
  expect(pool.slice(0, 28)).toEqual(order.slice(0, 28));
  expect(pool.slice(28)).toEqual(order.slice(476, 535));
});

test('a picture that is no longer in the list is still compared', () => {
  const gone = 'gone' as PictureId;
  expect(poolAround(order.slice(0, 2), [gone, order[1]!])).toEqual([order[0], order[1], gone]);
});
