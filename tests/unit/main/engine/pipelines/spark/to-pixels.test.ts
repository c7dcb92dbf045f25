import { expect, test } from 'vitest';
import { toPixels } from '#main/engine/pipelines/spark/to-pixels.ts';

/** One pixel from premultiplied values in 0..1. */
function pixel(red: number, green: number, blue: number, alpha: number): number[] {
  const planes = Float32Array.of(red, green, blue, alpha).map((value) => value * 2 - 1);
  return [...toPixels(planes, 1, 1).rgba];
}

test('opaque colour stays', () => {
  expect(pixel(1, 0.5, 0, 1)).toEqual([255, 128, 0, 255]);
});

test('colour under partial alpha becomes straight', () => {
  expect(pixel(0.5, 0.25, 0, 0.5)).toEqual([255, 128, 0, 128]);
});

test('alpha next to clear is clear, next to opaque opaque, and between them even', () => {
  expect(pixel(0.05, 0.05, 0.05, 0.05)).toEqual([0, 0, 0, 0]);
  expect(pixel(0.95, 0, 0, 0.95)).toEqual([255, 0, 0, 255]);
  expect([0.28, 0.72].map((alpha) => pixel(0, 0, 0, alpha)[3])).toEqual([64, 191]);
});

test('values beyond the range, colour beyond alpha and missing numbers are held within it', () => {
  expect(pixel(3, -2, 0.4, 0.5)).toEqual([255, 0, 204, 128]);
  expect(pixel(0.7, 0, 0, 0.5)).toEqual([255, 0, 0, 128]);
  expect(pixel(Number.NaN, 0, 0, 1)).toEqual([0, 0, 0, 255]);
});

test('rows go from the top, channels lie together', () => {
  const planes = new Float32Array(4 * 6).fill(-1);
  planes.fill(1, 18);
  planes[4] = 1;
  const { width, height, rgba } = toPixels(planes, 3, 2);
  expect([width, height]).toEqual([3, 2]);
  expect([...rgba.subarray(16, 20)]).toEqual([255, 0, 0, 255]);
  expect(rgba.filter((value) => value === 255)).toHaveLength(7);
});
