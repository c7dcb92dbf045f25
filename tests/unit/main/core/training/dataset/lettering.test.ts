import { describe, expect, it } from 'vitest';
import { countLetters } from '#main/core/training/dataset/lettering/letter-lines.ts';
import { marksOf, whichAreMarked } from '#main/core/training/dataset/lettering/shared-marks.ts';
import { differenceHash } from '#main/core/training/dataset/picture-measures.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { drawLetters } from '#tests/support/bitmap-letters.ts';

const SIDE = 256;

/** Grey that runs from one corner to another, with waves of its own and grains in it. */
function ground(seed: number): Float32Array {
  const random = new TorchRandom(seed);
  const [phase, pace, grains] = [
    random.uniform() * 6,
    8 + random.uniform() * 12,
    random.normal(SIDE * SIDE),
  ];
  return grains.map((grain, at) => {
    const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
    return 120 + (x + y) / 10 + 30 * Math.sin(x / pace + phase) * Math.cos(y / pace) + 6 * grain;
  });
}

function disc(
  plane: Float32Array,
  [x, y]: readonly [number, number],
  radius: number,
  grey: number,
): void {
  for (let at = 0; at < plane.length; at += 1) {
    if (Math.hypot((at % SIDE) - x, Math.floor(at / SIDE) - y) < radius) plane[at] = grey;
  }
}

describe('letters', () => {
  it('are counted where different ones stand on a line, dark or light', () => {
    const words = 'FOREST HARES';
    for (const grey of [10, 245]) {
      const plane = ground(1);
      drawLetters(plane, SIDE, words, { left: 20, top: 60, dot: 3, grey });
      expect(countLetters(plane, SIDE, SIDE)).toBeGreaterThanOrEqual(words.length - 2);
    }
  });

  it('are not seen in what has none, in beads, and in shapes that stand anyhow', () => {
    expect(countLetters(ground(2), SIDE, SIDE)).toBe(0);
    const beads = ground(3);
    const scattered = ground(4);
    const random = new TorchRandom(5);
    for (let at = 0; at < 10; at += 1) {
      disc(beads, [20 + at * 22, 100], 8, 10);
      drawLetters(scattered, SIDE, 'AEFHLORSTX'[at]!, {
        ...{ left: Math.floor(random.uniform() * 230), top: 5 + at * 24, dot: 2 },
      });
    }
    expect(countLetters(beads, SIDE, SIDE)).toBe(0);
    expect(countLetters(scattered, SIDE, SIDE)).toBeLessThan(5);
  });
});

describe('marks', () => {
  const which = (planes: readonly Float32Array[]): boolean[] =>
    whichAreMarked(
      planes.map((plane) => ({
        marks: marksOf(plane, SIDE, SIDE),
        outline: differenceHash(plane, SIDE, SIDE),
      })),
    );
  const marked = (planes: readonly Float32Array[]): number => which(planes).filter(Boolean).length;
  const grounds = (from: number): Float32Array[] =>
    Array.from({ length: 10 }, (_, at) => ground(from + at));

  it('are seen where the same pale one lies over different pictures', () => {
    const [clean, covered] = [grounds(10), grounds(10)];
    for (const plane of covered.slice(0, 9)) {
      drawLetters(plane, SIDE, 'FOX ART', { left: 70, top: 120, dot: 3, grey: 255, strength: 0.3 });
    }
    expect(marked(clean)).toBe(0);
    expect(which(covered)).toEqual(covered.map((_, at) => at < 9));
    expect(marked(covered.slice(0, 4))).toBe(0);
  });

  it('are seen in a corner that is empty otherwise', () => {
    const white = Array.from({ length: 6 }, (_, at) => {
      const plane = new Float32Array(SIDE * SIDE).fill(255);
      disc(plane, [110 + at * 6, 120 - at * 4], 40, 60);
      return plane;
    });
    expect(marked(white)).toBe(0);
    for (const plane of white) drawLetters(plane, SIDE, 'FOX', { left: 205, top: 236, grey: 90 });
    expect(marked(white)).toBe(6);
  });

  it('are not what pictures share that are drawn alike', () => {
    const faces = Array.from({ length: 8 }, (_, at) => {
      const plane = new Float32Array(SIDE * SIDE).fill(255);
      disc(plane, [128, 128], 110, 200);
      disc(plane, [90, 110], 12, 20);
      disc(plane, [166, 110], 12, 20);
      disc(plane, [128, 170], 14 + at * 2, 60);
      return plane;
    });
    expect(marked(faces)).toBe(0);
  });
});
