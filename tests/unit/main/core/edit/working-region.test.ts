import { expect, test } from 'vitest';
import { markedRegion, workingRegion } from '#main/core/edit/working-region.ts';

const fixed = { native: { width: 128, height: 128 } };
const free = { native: { width: 512, height: 512 }, sizes: { step: 64, min: 256, max: 1024 } };

test('the rectangle around all marks, and none where nothing is marked', () => {
  const mask = new Uint8Array(10 * 8);
  expect(markedRegion(mask, { width: 10, height: 8 })).toBeUndefined();
  mask[2 * 10 + 3] = 1;
  mask[6 * 10 + 7] = 255;
  expect(markedRegion(mask, { width: 10, height: 8 })).toEqual({
    ...{ left: 3, top: 2, width: 5, height: 5 },
  });
});

test('a whole picture of other proportions is worked on as a square around it', () => {
  const { region, size } = workingRegion({ width: 300, height: 100 }, undefined, fixed);
  expect(size).toEqual(fixed.native);
  expect(region).toEqual({ left: 0, top: -100, width: 300, height: 300 });
});

test('a small mark is worked on at the native size, with its surroundings, inside the picture', () => {
  const marked = { left: 950, top: 10, width: 20, height: 30 };
  const { region, size } = workingRegion({ width: 1000, height: 800 }, marked, free);
  expect(size).toEqual({ width: 512, height: 512 });
  expect(region).toEqual({ left: 488, top: 0, width: 512, height: 512 });
});

test('sizes follow the proportions in whole steps, and about the native number of pixels', () => {
  const { region, size } = workingRegion({ width: 1600, height: 900 }, undefined, free);
  expect(size).toEqual({ width: 704, height: 384 });
  expect(region.width / region.height).toBeCloseTo(704 / 384, 2);
  expect(region.width).toBeGreaterThanOrEqual(1600);
  expect(region.height).toBeGreaterThanOrEqual(900);
  const long = workingRegion({ width: 8000, height: 400 }, undefined, free);
  expect(long.size.width / long.size.height).toBeLessThanOrEqual(3.5);
});

test('what is marked always lies in the region', () => {
  for (const marked of [
    { left: 0, top: 0, width: 1, height: 1 },
    { left: 100, top: 590, width: 600, height: 10 },
    { left: 0, top: 0, width: 700, height: 600 },
  ]) {
    const { region } = workingRegion({ width: 700, height: 600 }, marked, fixed);
    expect(region.left).toBeLessThanOrEqual(marked.left);
    expect(region.top).toBeLessThanOrEqual(marked.top);
    expect(region.left + region.width).toBeGreaterThanOrEqual(marked.left + marked.width);
    expect(region.top + region.height).toBeGreaterThanOrEqual(marked.top + marked.height);
  }
});
