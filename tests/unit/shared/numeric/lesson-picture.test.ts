import { expect, it } from 'vitest';
import { colourVaried, mirrored, squareOf } from '#shared/numeric/lesson-picture.ts';

function picture(width: number, height: number, alpha: number): Uint8Array {
  return Uint8Array.from({ length: width * height * 4 }, (_, at) =>
    at % 4 === 3 ? alpha : Math.floor(at / 4),
  );
}

it('cuts what fills its frame to the middle', () => {
  const square = squareOf({ width: 4, height: 2, rgba: picture(4, 2, 255) });
  expect([square.width, square.height]).toEqual([2, 2]);
  expect([0, 4, 8, 12].map((at) => square.rgba[at])).toEqual([1, 2, 5, 6]);
});

it('keeps all of what stands free, with clear ground around it', () => {
  const square = squareOf({ width: 4, height: 2, rgba: picture(4, 2, 100) });
  expect([square.width, square.height]).toEqual([4, 4]);
  expect(square.rgba.slice(0, 16).every((value) => value === 0)).toBe(true);
  expect(square.rgba[1 * 16 + 4]).toBe(1);
});

it('turns left and right over', () => {
  expect([...mirrored(Float32Array.of(1, 2, 3, 4, 5, 6), 3)]).toEqual([3, 2, 1, 6, 5, 4]);
});

it('varies colours without leaving what is premultiplied', () => {
  const planes = Float32Array.of(0.2, -1, -0.4, -1, 0, -1, 0.6, -1);
  const varied = colourVaried(planes, () => 1);
  expect(varied).not.toEqual(planes);
  for (const at of [0, 2, 4]) expect(varied[at]!).toBeLessThanOrEqual(varied[6]!);
  expect([1, 3, 5].map((at) => varied[at])).toEqual([-1, -1, -1]);
  expect(varied.subarray(6)).toEqual(planes.subarray(6));
});
