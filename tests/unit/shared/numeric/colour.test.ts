import { expect, test } from 'vitest';
import {
  compositeOver,
  linearToSrgb,
  premultiply,
  srgbToLinear,
  unpremultiply,
} from '#shared/numeric/colour.ts';

test('sRGB to linear light and back', () => {
  // Values of IEC 61966-2-1.
  expect(srgbToLinear(0.5)).toBeCloseTo(0.214041, 6);
  expect(srgbToLinear(0.04)).toBeCloseTo(0.00309598, 8);
  expect([srgbToLinear(0), srgbToLinear(1)]).toEqual([0, 1]);
  for (let level = 0; level < 256; level += 1) {
    expect(Math.round(linearToSrgb(srgbToLinear(level / 255)) * 255)).toBe(level);
  }
});

test('premultiplied and back: opaque exactly, others within what 8 bits can hold', () => {
  const opaque = Uint8Array.of(1, 128, 254, 255);
  expect([...unpremultiply(premultiply(opaque))]).toEqual([...opaque]);
  for (let alpha = 1; alpha < 256; alpha += 1) {
    const [red = 0] = unpremultiply(premultiply(Uint8Array.of(200, 0, 0, alpha)));
    expect(Math.abs(red - 200)).toBeLessThanOrEqual(Math.ceil(127.5 / alpha));
  }
  expect([...premultiply(Uint8Array.of(200, 100, 50, 0))]).toEqual([0, 0, 0, 0]);
  expect([...unpremultiply(Uint8Array.of(9, 9, 9, 0))]).toEqual([0, 0, 0, 0]);
});

test('laid over a colour', () => {
  const rgba = Uint8Array.of(0, 0, 0, 0, 10, 20, 30, 255, 0, 0, 0, 128);
  expect([...compositeOver(rgba, [255, 255, 0])]).toEqual([255, 255, 0, 10, 20, 30, 127, 127, 0]);
});
