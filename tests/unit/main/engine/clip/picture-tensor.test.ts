import { expect, test } from 'vitest';
import { writePictureTensor } from '#main/engine/clip/picture-tensor.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';

const clip = {
  imageSize: 8,
  mean: [0.5, 0.5, 0.5],
  std: [0.5, 0.25, 0.5],
  background: [255, 255, 0],
  framing: { kind: 'contain', filter: 'bicubic' },
} satisfies Parameters<typeof writePictureTensor>[1];

function filled(width: number, height: number, ...colour: number[]): Pixels {
  const rgba = Uint8Array.from({ length: width * height * 4 }, (_, at) => colour[at % 4] ?? 0);
  return { width, height, rgba };
}

function tensorOf(picture: Pixels): Float32Array[] {
  const target = new Float32Array(3 * 64);
  writePictureTensor(picture, clip, target);
  return [0, 1, 2].map((channel) => target.subarray(channel * 64, (channel + 1) * 64));
}

test('an even picture becomes its normalised colour', () => {
  const [red, green, blue] = tensorOf(filled(20, 20, 255, 127.5, 0, 255));
  expect(new Set(red)).toEqual(new Set([1]));
  expect(green?.[0]).toBeCloseTo((127 / 255 - 0.5) / 0.25, 5);
  expect(new Set(blue)).toEqual(new Set([-1]));
});

test('transparent pixels show the background', () => {
  const [red, , blue] = tensorOf(filled(5, 5, 0, 0, 200, 0));
  expect([red?.[9], blue?.[9]]).toEqual([1, -1]);
});

test('a wide picture is fitted in, with background above and below', () => {
  const [red] = tensorOf(filled(40, 20, 0, 0, 0, 255));
  const rows = Array.from({ length: 8 }, (_, y) => red?.[y * 8 + 3]);
  expect(rows).toEqual([1, 1, -1, -1, -1, -1, 1, 1]);
});

test('a picture of one pixel, and one that is far longer than wide', () => {
  expect(new Set(tensorOf(filled(1, 1, 0, 0, 0, 255))[0])).toEqual(new Set([-1]));
  const [red] = tensorOf(filled(1, 1000, 0, 0, 0, 255));
  expect(red?.filter((value) => value === -1)).toHaveLength(8);
});
