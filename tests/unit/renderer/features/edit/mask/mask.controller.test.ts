import { beforeEach, expect, test } from 'vitest';
import { MaskController } from '#renderer/features/edit/mask/mask.controller.svelte.ts';
import type { Region } from '#renderer/features/edit/mask/coverage.ts';

let mask: MaskController;
beforeEach(() => {
  mask = new MaskController();
  mask.open('one', 200, 100);
});

function stroke(...points: [number, number][]): void {
  const [first, ...rest] = points.map(([x, y]) => ({ x, y }));
  if (first !== undefined) mask.begin(first);
  for (const point of rest) mask.move(point);
  mask.end();
}

test('a whole stroke is one step back', () => {
  stroke([20, 50], [60, 50], [120, 50]);
  const share = mask.share;
  expect(share).toBeGreaterThan(0.05);
  stroke([20, 20]);
  mask.undo();
  expect(mask.share).toBe(share);
  mask.undo();
  expect(mask.isEmpty).toBe(true);
  expect(mask.canUndo).toBe(false);
  mask.redo();
  expect(mask.share).toBe(share);
});

test('what was drawn is told part by part, undone parts too', () => {
  const told: Region[] = [];
  mask.watch((region) => told.push(region));
  mask.size = 0.1;
  stroke([50, 50]);
  expect(told).toEqual([{ left: 39, top: 39, right: 61, bottom: 61 }]);
  mask.undo();
  expect(told).toHaveLength(2);
});

test('a rectangle and a lasso cover their inside when they are done, a mere click nothing', () => {
  mask.tool = 'rectangle';
  stroke([50, 25], [90, 60], [150, 75]);
  expect(mask.share).toBeCloseTo(0.25, 3);
  stroke([50, 25], [50.2, 25]);
  expect(mask.share).toBeCloseTo(0.25, 3);
  mask.tool = 'lasso';
  mask.isTakingAway = true;
  stroke([0, 0], [100, 0], [100, 100], [0, 100]);
  expect(mask.share).toBeCloseTo(0.125, 3);
});

test('a light touch draws a thinner line', () => {
  mask.begin({ x: 100, y: 50 }, 0.3);
  mask.end();
  const light = mask.share;
  mask.undo();
  stroke([100, 50]);
  expect(mask.share).toBeGreaterThan(light * 5);
});

test('inverting what is empty covers all; another picture begins afresh', () => {
  mask.invert();
  expect(mask.share).toBe(1);
  mask.open('other', 50, 50);
  expect(mask.isEmpty).toBe(true);
  expect(mask.canUndo).toBe(false);
  // Coming back finds what was drawn, with the way back.
  mask.open('one', 200, 100);
  expect(mask.share).toBe(1);
  mask.undo();
  expect(mask.isEmpty).toBe(true);
});

test('the brush stays within sensible sizes', () => {
  for (let press = 0; press < 40; press += 1) mask.grow(-1);
  expect(mask.radius).toBeGreaterThanOrEqual(0.4);
  for (let press = 0; press < 80; press += 1) mask.grow(1);
  expect(mask.radius).toBeLessThanOrEqual(100);
});
