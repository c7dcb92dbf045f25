import { expect, test } from 'vitest';
import { openCanvas } from '#main/engine/edit/open-canvas.ts';
import { differenceOutside } from '#shared/numeric/blend.ts';

const width = 50;
const height = 30;

function pictureOf(alpha: number) {
  const rgba = Uint8Array.from({ length: width * height * 4 }, (_, at) =>
    at % 4 === 3 ? alpha : (at * 13) % 251,
  );
  return { width, height, rgba };
}

const region = { left: -5, top: -10, width: 60, height: 60 };
const size = { width: 32, height: 32 };

test('what may not change stays bit for bit, whatever the pipeline made', () => {
  const mask = Uint8Array.from({ length: width * height }, (_, at) => (at % width > 30 ? 255 : 0));
  const pixels = pictureOf(255);
  const canvas = openCanvas({ pixels, region, strength: 1, mask }, size);
  expect(canvas.input).toMatchObject(size);
  const made = { ...size, rgba: new Uint8Array(32 * 32 * 4).fill(77) };
  const out = canvas.compose(made);
  expect(differenceOutside(pixels.rgba, out.rgba, mask)).toBe(0);
  expect(out.rgba[(5 * width + 45) * 4]).not.toBe(pixels.rgba[(5 * width + 45) * 4]);
});

test('an opaque picture stays opaque under something with clear parts; a clear one does not', () => {
  const made = { ...size, rgba: new Uint8Array(32 * 32 * 4) };
  const opaque = openCanvas({ pixels: pictureOf(255), region, strength: 1 }, size);
  const out = opaque.compose(made);
  expect([...out.rgba.subarray(3, 4)]).toEqual([255]);
  expect(out.rgba).toEqual(pictureOf(255).rgba);
  const clear = openCanvas({ pixels: pictureOf(120), region, strength: 1 }, size);
  expect(clear.compose(made).rgba.every((value) => value === 0)).toBe(true);
});

test('what lies beyond the border is as on it, so that no dark frame is drawn into the picture', () => {
  const white = { width, height, rgba: new Uint8Array(width * height * 4).fill(255) };
  const { input } = openCanvas({ pixels: white, region, strength: 1 }, size);
  expect(input.rgba.every((value) => value === 255)).toBe(true);
});
