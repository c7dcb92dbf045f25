import { expect, test } from 'vitest';
import { dab, drawTo, type Brush } from '#renderer/features/edit/mask/brush.ts';
import { coverageFor, coveredShare } from '#renderer/features/edit/mask/coverage.ts';

const hard: Brush = { radius: 10, softness: 0, isEraser: false };

test('a hard dab covers the area of its circle, in the middle wholly and outside not at all', () => {
  const mask = coverageFor(64, 64);
  expect(dab(mask, { x: 32, y: 32 }, hard)).toEqual({ left: 21, top: 21, right: 43, bottom: 43 });
  const area = coveredShare(mask) * 64 * 64;
  expect(area).toBeGreaterThan(Math.PI * 100 * 0.99);
  expect(area).toBeLessThan(Math.PI * 100 * 1.01);
  expect(mask.data[32 * 64 + 32]).toBe(255);
  expect(mask.data[32 * 64 + 44]).toBe(0);
});

test('a soft dab falls steadily from its middle, and painting it twice does not harden it', () => {
  const mask = coverageFor(64, 64);
  const soft = { ...hard, softness: 1 };
  dab(mask, { x: 32.5, y: 32.5 }, soft);
  const once = mask.data.slice();
  const row = [...once.subarray(32 * 64 + 32, 32 * 64 + 43)];
  expect(row).toEqual(row.toSorted((a, b) => b - a));
  expect(row[0]).toBe(255);
  expect(row[5]).toBeGreaterThan(100);
  expect(row[5]).toBeLessThan(155);
  dab(mask, { x: 32.5, y: 32.5 }, soft);
  expect(mask.data).toEqual(once);
});

test('a stroke has no beads, and the eraser takes all of it away', () => {
  const mask = coverageFor(128, 64);
  dab(mask, { x: 20, y: 32 }, hard);
  drawTo(mask, { x: 20, y: 32 }, { x: 108, y: 32 }, hard);
  for (let x = 20; x < 108; x += 1) expect(mask.data[(32 + 8) * 128 + x]).toBe(255);
  const eraser = { ...hard, radius: 12, isEraser: true };
  dab(mask, { x: 20, y: 32 }, eraser);
  drawTo(mask, { x: 20, y: 32 }, { x: 108, y: 32 }, eraser);
  expect(coveredShare(mask)).toBe(0);
});

test('what lies off the picture is cut off', () => {
  const mask = coverageFor(32, 32);
  expect(dab(mask, { x: -50, y: 5 }, hard)).toBeUndefined();
  expect(dab(mask, { x: 0, y: 0 }, hard)).toEqual({ left: 0, top: 0, right: 11, bottom: 11 });
  expect(mask.data[31]).toBe(0);
});
