import { expect, test } from 'vitest';
import { coverageFor, coveredShare } from '#renderer/features/edit/mask/coverage.ts';
import { feather } from '#renderer/features/edit/mask/feather.ts';
import { coverOutline, rectangle } from '#renderer/features/edit/mask/shapes.ts';

test('a rectangle covers its pixels, and parts of pixels by their share', () => {
  const mask = coverageFor(16, 16);
  coverOutline(mask, rectangle({ x: 2, y: 3 }, { x: 6.5, y: 9 }), false);
  expect(mask.data[3 * 16 + 2]).toBe(255);
  expect(mask.data[8 * 16 + 5]).toBe(255);
  expect(mask.data[5 * 16 + 6]).toBe(128);
  expect(mask.data[9 * 16 + 3]).toBe(0);
  expect(coveredShare(mask) * 256).toBeCloseTo(4.5 * 6, 1);
});

test('an outline that crosses itself leaves its middle free, and half a square is half covered', () => {
  const mask = coverageFor(40, 40);
  const ring = [
    ...rectangle({ x: 0, y: 0 }, { x: 40, y: 40 }),
    { x: 0, y: 0 },
    { x: 10, y: 10 },
    { x: 10, y: 30 },
    { x: 30, y: 30 },
    { x: 30, y: 10 },
    { x: 10, y: 10 },
  ];
  coverOutline(mask, ring, false);
  expect(mask.data[20 * 40 + 20]).toBe(0);
  expect(mask.data[5 * 40 + 20]).toBe(255);
  const half = coverageFor(40, 40);
  coverOutline(half, [rectangle({ x: 0, y: 0 }, { x: 40, y: 40 })].flat().slice(0, 3), false);
  expect(coveredShare(half)).toBeCloseTo(0.5, 2);
});

test('a shape takes away too, and one off the picture does nothing', () => {
  const mask = coverageFor(16, 16);
  mask.data.fill(255);
  coverOutline(mask, rectangle({ x: 0, y: 0 }, { x: 8, y: 16 }), true);
  expect(coveredShare(mask)).toBeCloseTo(0.5, 9);
  expect(coverOutline(mask, rectangle({ x: 20, y: 0 }, { x: 30, y: 9 }), false)).toBeUndefined();
});

test('feathering keeps how much is covered, and the edge where it was', () => {
  const mask = coverageFor(64, 64);
  coverOutline(mask, rectangle({ x: 16, y: 16 }, { x: 48, y: 48 }), false);
  feather(mask, 6);
  expect(coveredShare(mask)).toBeCloseTo(0.25, 2);
  expect(mask.data[32 * 64 + 32]).toBe(255);
  const edge = mask.data[32 * 64 + 16] ?? 0;
  expect(edge).toBeGreaterThan(120);
  expect(edge).toBeLessThan(160);
  expect(mask.data[32 * 64 + 6]).toBe(0);
});
