import { describe, expect, it } from 'vitest';
import {
  differenceHash,
  edgeHardness,
  greyOf,
  hashDistance,
} from '#main/core/training/dataset/picture-measures.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const SIDE = 64;

/** Rows of grey, from a function of the place. */
function plane(at: (x: number, y: number) => number): Float32Array {
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => at(i % SIDE, Math.floor(i / SIDE)));
}

/** A step at x = 32, softened over so many pixels. */
function edge(softness: number): Float32Array {
  return plane((x) => 255 / (1 + Math.exp(-(x - 32) / softness)));
}

describe('measures', () => {
  it('finds soft edges by their softness alone, however few there are', () => {
    const hard = edgeHardness(edge(0.3), SIDE, SIDE);
    const soft = edgeHardness(edge(4), SIDE, SIDE);
    expect(hard).toBeGreaterThan(0.5);
    expect(soft).toBeLessThan(0.1);
    expect(
      edgeHardness(
        plane(() => 128),
        SIDE,
        SIDE,
      ),
    ).toBe(0);
  });

  it('gives nearly the same hash to a picture that was saved anew, and another to another', () => {
    const random = seededRandom(3);
    const first = plane((x, y) => 128 + 90 * Math.sin(x / 9) * Math.cos(y / 13));
    const noisy = first.map((value) => value + 4 * (random(1000) / 1000 - 0.5));
    const other = plane((x, y) => 128 + 90 * Math.sin((x + 2 * y) / 11));
    const hash = differenceHash(first, SIDE, SIDE);
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(hashDistance(hash, differenceHash(noisy, SIDE, SIDE))).toBeLessThanOrEqual(4);
    expect(hashDistance(hash, differenceHash(other, SIDE, SIDE))).toBeGreaterThan(16);
  });

  it('sees clear ground as white', () => {
    const rgba = Uint8Array.of(0, 0, 0, 0, 255, 0, 0, 255);
    expect([...greyOf({ width: 2, height: 1, rgba })].map(Math.round)).toEqual([255, 54]);
  });
});
