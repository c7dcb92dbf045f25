import { expect, test } from 'vitest';
import {
  coveredCrop,
  cropTo,
  handles,
  moveCrop,
  resizeCrop,
  type CropRules,
} from '#renderer/features/edit/adjust/crop.ts';
import { isCovered } from '#shared/numeric/straighten.ts';

const size = { width: 300, height: 200 };
const free: CropRules = { size, angle: 0 };
const box = { left: 0.25, top: 0.25, width: 0.5, height: 0.5 };

test('a frame moves as far as the picture goes, and slides along its border', () => {
  const moved = moveCrop(box, 0.1, -0.05, free);
  expect(moved.left).toBeCloseTo(0.35, 6);
  expect(moved.top).toBeCloseTo(0.2, 6);
  const corner = moveCrop(box, 3, 0.1, free);
  expect(corner.left + corner.width).toBeCloseTo(1, 3);
  expect(corner.top).toBeCloseTo(0.35, 6);
});

test('the corner across from the one that is held stays', () => {
  const { left, top, width, height } = resizeCrop(box, { x: -1, y: -1 }, [0.1, 0.2], free);
  expect([left, top, width, height].map((value) => Number(value.toFixed(6)))).toEqual([
    0.35, 0.45, 0.4, 0.3,
  ]);
});

test('proportions are held by every handle, and no clear corner comes into sight', () => {
  const rules: CropRules = { size, angle: 9, ratio: 1 };
  const start = cropTo(rules);
  for (const handle of handles) {
    for (const way of [
      [0.4, 0.3],
      [-0.2, -0.1],
    ] as const) {
      const next = resizeCrop(start, handle, way, rules);
      expect((next.width * 300) / (next.height * 200)).toBeCloseTo(1, 4);
      expect(isCovered(size, 9, next)).toBe(true);
    }
  }
});

test('another angle shrinks the frame around its middle until it is covered', () => {
  const corner = { left: 0, top: 0, width: 0.6, height: 0.6 };
  const shrunk = coveredCrop(corner, { size, angle: 5 });
  expect(isCovered(size, 5, shrunk)).toBe(true);
  expect(shrunk.width).toBeLessThan(0.6);
  expect(coveredCrop(box, { size, angle: 5 })).toEqual(box);
});
