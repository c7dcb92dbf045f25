import { expect, test } from 'vitest';
import { COVER_COUNT, cover, occlusionMap } from '#main/engine/clip/occlusion.ts';
import { EXPLANATION_SIDE } from '#shared/domain/explanation.ts';

const SIDE = 32;
const place = { side: SIDE, inner: { left: 0, top: 8, width: 32, height: 16 }, fill: [1, 2, 3] };

/** How often each pixel of a channel is covered. */
function coverage(channel: number): Float32Array {
  const sums = new Float32Array(SIDE * SIDE);
  for (let index = 0; index < COVER_COUNT; index += 1) {
    const tensor = new Float32Array(3 * SIDE * SIDE);
    cover(tensor, index, place);
    for (const at of sums.keys()) if (tensor[channel * SIDE * SIDE + at] !== 0) sums[at]! += 1;
  }
  return sums;
}

test('every pixel of the picture is covered equally often, and none outside of it', () => {
  const counts = coverage(0);
  for (const [at, count] of counts.entries()) {
    const row = Math.floor(at / SIDE);
    expect(count).toBe(row >= 8 && row < 24 ? 4 : 0);
  }
});

test('covers carry the ground of each channel', () => {
  const tensor = new Float32Array(3 * SIDE * SIDE);
  cover(tensor, Math.floor(COVER_COUNT / 2), place);
  const values = [0, 1, 2].map((channel) =>
    Math.max(...tensor.subarray(channel * SIDE * SIDE, (channel + 1) * SIDE * SIDE)),
  );
  expect(values).toEqual([1, 2, 3]);
});

test('a judgement that rests on one cell points at it', () => {
  const wanted = 3 * EXPLANATION_SIDE + 5;
  const covered = Array.from({ length: COVER_COUNT }, (_, index) => {
    const tensor = new Float32Array(3 * SIDE * SIDE);
    cover(tensor, index, { ...place, inner: { left: 0, top: 0, width: 32, height: 32 } });
    return tensor[(3 * 4 + 1) * SIDE + 5 * 4 + 1] === 0 ? 0.5 : 0.1;
  });
  const map = occlusionMap(0.5, covered);
  expect(map.indexOf(Math.max(...map))).toBe(wanted);
  expect(map[wanted]).toBeCloseTo(0.4, 5);
  expect(map[0]).toBeCloseTo(0, 5);
});
