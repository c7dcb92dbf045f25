import { expect, test } from 'vitest';
import { cutOf, frameWithin, isCovered, turnedSize } from '#shared/numeric/straighten.ts';

const size = { width: 300, height: 200 };
const straight = { isMirrored: false, turns: 0, angle: 0 };

test('quarter turns change the sides over', () => {
  expect(turnedSize(size, { turns: 1 })).toEqual({ width: 200, height: 300 });
  expect(turnedSize(size, { turns: 2 })).toEqual(size);
});

test('the frame of a straightened picture shows no corner, and no larger one would', () => {
  for (const angle of [-45, -7, 0.5, 12, 45]) {
    for (const ratio of [undefined, 1, 4 / 5, 16 / 9]) {
      const box = frameWithin(size, angle, ratio);
      expect(isCovered(size, angle, box)).toBe(true);
      const wider = {
        left: box.left - 0.01,
        top: box.top - 0.01,
        width: box.width + 0.02,
        height: box.height + 0.02,
      };
      expect(isCovered(size, angle, wider)).toBe(false);
      const proportions = (box.width * size.width) / (box.height * size.height);
      expect(proportions).toBeCloseTo(ratio ?? 1.5, 6);
    }
  }
});

test('a cut lies in whole pixels, inside', () => {
  expect(cutOf(size, undefined)).toEqual({ left: 0, top: 0, ...size });
  expect(cutOf(size, straight)).toEqual({ left: 0, top: 0, ...size });
  const crop = { left: 0.5, top: 0.25, width: 0.5, height: 0.5 };
  expect(cutOf(size, { ...straight, crop })).toEqual({
    left: 150,
    top: 50,
    width: 150,
    height: 100,
  });
  const edge = { left: 0.999, top: 0.999, width: 0.001, height: 0.001 };
  expect(cutOf(size, { ...straight, crop: edge })).toEqual({
    left: 299,
    top: 199,
    width: 1,
    height: 1,
  });
});
