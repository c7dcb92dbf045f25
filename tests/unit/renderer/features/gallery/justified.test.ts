import { expect, test } from 'vitest';
import {
  heightOf,
  justify,
  rowOf,
  rowsWithin,
  tilesOf,
} from '#renderer/features/gallery/justified.ts';

const options = { width: 1000, rowHeight: 200, gap: 8 };
const ratios = Array.from({ length: 500 }, (_, index) => 0.5 + ((index * 37) % 20) / 10);

test('every full row fills the width exactly, and every picture has one place', () => {
  const rows = justify(ratios, options);
  for (const row of rows.slice(0, -1)) {
    const last = tilesOf(ratios, row, 8).at(-1);
    expect((last?.left ?? 0) + (last?.width ?? 0)).toBeCloseTo(1000, 6);
    expect(row.height).toBeLessThanOrEqual(200);
  }
  expect(rows.flatMap((row) => tilesOf(ratios, row, 8).map((tile) => tile.index))).toEqual(
    ratios.map((_, i) => i),
  );
});

test('rows never overlap, and the last one is not blown up', () => {
  const rows = justify([1, 1, 1, 1, 1, 1], options);
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    if (before !== undefined) expect(row.top).toBeCloseTo(before.top + before.height + 8, 6);
  }
  expect(rows.at(-1)?.height).toBeLessThanOrEqual(200);
});

test('what is in sight is found without looking at the rest', () => {
  const rows = justify(ratios, options);
  const seen = rowsWithin(rows, 1000, 1600);
  const expected = rows.filter((row) => row.top + row.height >= 1000 && row.top <= 1600);
  expect(seen).toEqual(expected);
  expect(rowsWithin(rows, heightOf(rows) + 500, heightOf(rows) + 900)).toEqual([]);
});

test('no width and no pictures give no rows', () => {
  expect(justify(ratios, { ...options, width: 0 })).toEqual([]);
  expect(heightOf(justify([], options))).toBe(0);
});

test('the row of a picture is found', () => {
  const rows = justify(ratios, options);
  for (const index of [0, 1, 77, 499]) {
    const row = rows[rowOf(rows, index)];
    expect(row?.start).toBeLessThanOrEqual(index);
    expect(row?.end).toBeGreaterThan(index);
  }
  expect(rowOf(rows, 500)).toBe(-1);
  expect(rowOf(rows, -1)).toBe(-1);
});
