import { expect, test } from 'vitest';
import type { Tone } from '#shared/domain/adjustment.ts';
import { srgbToLinear } from '#shared/numeric/colour.ts';
import { toneMapper } from '#shared/numeric/tone.ts';

function toned(tone: Tone, ...pixel: [number, number, number]): number[] {
  const rgba = Uint8Array.from([...pixel, 200]);
  toneMapper(tone, 255)?.(rgba, 0, 1);
  expect(rgba[3]).toBe(200);
  return [...rgba.subarray(0, 3)];
}

test('what is as usual needs no pass over the pixels', () => {
  expect(toneMapper({}, 255)).toBeUndefined();
  expect(toneMapper({ exposure: 0, blur: 4, sharpen: 20 }, 255)).toBeUndefined();
});

test('a stop of exposure doubles linear light, and white stays white', () => {
  const [value] = toned({ exposure: 1 }, 100, 100, 100);
  expect(srgbToLinear(value! / 255)).toBeCloseTo(2 * srgbToLinear(100 / 255), 2);
  expect(toned({ exposure: 1 }, 255, 240, 0)).toEqual([255, 255, 0]);
});

test('levels: ends as told, gamma lightens the middle', () => {
  expect(toned({ black: 40, white: 200 }, 40, 120, 200)).toEqual([0, 128, 255]);
  expect(toned({ gamma: 2 }, 64, 0, 255)).toEqual([128, 0, 255]);
});

test('contrast keeps black, middle and white, and moves what lies between', () => {
  const [dark, middle, light] = toned({ contrast: 60 }, 64, 128, 192);
  expect(dark).toBeLessThan(64);
  expect(light).toBeGreaterThan(192);
  expect(Math.abs(middle! - 128)).toBeLessThanOrEqual(1);
  expect(toned({ contrast: -60 }, 64, 0, 255)[0]).toBeGreaterThan(64);
});

test('warmer: more red, less blue, as light as before', () => {
  const [red, green, blue] = toned({ temperature: 50 }, 128, 128, 128);
  expect(red).toBeGreaterThan(green!);
  expect(green).toBeGreaterThan(blue!);
  const light = (rgb: readonly number[]): number =>
    [0.2126, 0.7152, 0.0722].reduce(
      (sum, share, at) => sum + share * srgbToLinear(rgb[at]! / 255),
      0,
    );
  expect(light([red!, green!, blue!])).toBeCloseTo(light([128, 128, 128]), 2);
});

test('without saturation everything is grey; a whole turn of hue changes nothing', () => {
  for (const [r, g, b] of [
    [200, 30, 40],
    [20, 90, 240],
    [255, 255, 0],
  ] as const) {
    const [red, green, blue] = toned({ saturation: -100 }, r, g, b);
    expect(Math.max(red!, green!, blue!) - Math.min(red!, green!, blue!)).toBeLessThanOrEqual(1);
  }
  const [red, green, blue] = toned({ hue: 180 }, 140, 110, 120);
  const back = toned({ hue: 180 }, red!, green!, blue!);
  back.forEach((value, at) => {
    expect(Math.abs(value - [140, 110, 120][at]!)).toBeLessThanOrEqual(1);
  });
  expect(toned({ hue: 90 }, 128, 128, 128)).toEqual([128, 128, 128]);
});

test('16 bits go the same way, finer', () => {
  for (const tone of [
    { exposure: 0.7, contrast: 20 },
    { hue: 40, saturation: 15 },
  ]) {
    const [small, large] = [Uint8Array.of(90, 140, 60, 255), Uint16Array.of(90, 140, 60, 255)];
    large.forEach((value, at) => (large[at] = value * 257));
    toneMapper(tone, 255)?.(small, 0, 1);
    toneMapper(tone, 65_535)?.(large, 0, 1);
    large.forEach((value, at) => {
      expect(Math.abs(value / 257 - small[at]!)).toBeLessThanOrEqual(0.6);
    });
  }
});
