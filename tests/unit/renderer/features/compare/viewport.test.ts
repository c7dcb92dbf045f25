import { expect, test } from 'vitest';
import {
  MAX_SCALE,
  panBy,
  transformOf,
  whole,
  zoomAt,
} from '#renderer/features/compare/viewport.ts';

test('the point under the pointer stays where it is while zooming', () => {
  const [px, py] = [0.2, -0.1];
  const before = zoomAt(whole, 2, 0, 0);
  const after = zoomAt(before, 1.7, px, py);
  // A point of the picture, in picture widths from its centre: (place - shift) / scale.
  expect((px - after.x) / after.scale).toBeCloseTo((px - before.x) / before.scale, 9);
  expect((py - after.y) / after.scale).toBeCloseTo((py - before.y) / before.scale, 9);
});

test('the picture never leaves its pane, and never gets smaller than it', () => {
  expect(panBy(whole, 0.5, -0.5)).toEqual(whole);
  const close = panBy(zoomAt(whole, 3, 0, 0), 5, -5);
  expect(close).toEqual({ scale: 3, x: 1, y: -1 });
  expect(zoomAt(close, 0.01, 0.3, 0.3)).toEqual(whole);
  expect(zoomAt(whole, 1000, 0, 0).scale).toBe(MAX_SCALE);
});

test('the transform is written in shares of the pane', () => {
  expect(transformOf({ scale: 2, x: 0.25, y: -0.5 })).toBe('translate(25%, -50%) scale(2)');
});
