import { expect, test } from 'vitest';
import { aspectsOf, canMake } from '#renderer/features/create/aspects.ts';

const sizes = { step: 8, min: 64, max: 2048 };
const sd1 = { native: { width: 512, height: 512 }, sizes };
const sdxl = { native: { width: 1024, height: 1024 }, sizes };

test('every shape has about as many pixels as the native size, on sides the networks know', () => {
  for (const checkpoint of [sd1, sdxl]) {
    const aspects = aspectsOf(checkpoint);
    expect(aspects[0]).toEqual({ ratio: '1:1', ...checkpoint.native });
    const area = checkpoint.native.width * checkpoint.native.height;
    for (const { ratio, width, height } of aspects) {
      const [across = 1, down = 1] = ratio.split(':').map(Number);
      expect([width % 64, height % 64], ratio).toEqual([0, 0]);
      expect((width * height) / area, ratio).toBeCloseTo(1, 0);
      expect(Math.abs(width / height / (across / down) - 1), ratio).toBeLessThan(0.16);
    }
    expect(aspects.map(({ width, height }) => `${width} ${height}`)).toHaveLength(
      new Set(aspects.map(({ width, height }) => `${width} ${height}`)).size,
    );
  }
  expect(aspectsOf(sdxl)).toContainEqual({ ratio: '16:9', width: 1344, height: 768 });
});

test('a checkpoint with one size offers no shapes, and nothing is made outside of its limits', () => {
  expect(aspectsOf({ native: { width: 128, height: 128 } })).toEqual([]);
  expect(canMake({ native: { width: 128, height: 128 } }, { width: 128, height: 128 })).toBe(true);
  expect(canMake({ native: { width: 128, height: 128 } }, { width: 256, height: 128 })).toBe(false);
  expect(canMake(sd1, { width: 768, height: 520 })).toBe(true);
  expect(canMake(sd1, { width: 768, height: 516 })).toBe(false);
  expect(canMake(sd1, { width: 4096, height: 512 })).toBe(false);
});
