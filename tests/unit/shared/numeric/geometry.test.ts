import { expect, test } from 'vitest';
import { contain, fitInside, shrinkInside } from '#shared/numeric/geometry.ts';

const frame = { width: 224, height: 224 };

test('a picture fills the frame as far as its proportions allow', () => {
  expect(fitInside({ width: 640, height: 480 }, frame)).toEqual({ width: 224, height: 168 });
  expect(fitInside({ width: 10, height: 20 }, frame)).toEqual({ width: 112, height: 224 });
  expect(fitInside({ width: 1, height: 10_000 }, frame)).toEqual({ width: 1, height: 224 });
});

test('only what is too large is made smaller', () => {
  expect(shrinkInside({ width: 10, height: 20 }, frame)).toEqual({ width: 10, height: 20 });
  expect(shrinkInside({ width: 448, height: 100 }, frame)).toEqual({ width: 224, height: 50 });
});

test('it lies in the middle', () => {
  expect(contain({ width: 640, height: 480 }, frame)).toEqual({
    width: 224,
    height: 168,
    left: 0,
    top: 28,
  });
});
