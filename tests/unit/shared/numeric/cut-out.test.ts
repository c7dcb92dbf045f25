/** Parts of pictures, out of them and back. */
import { expect, test } from 'vitest';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { cutOut, cutPlane, insidePicture, pasted } from '#shared/numeric/cut-out.ts';

const [WIDTH, HEIGHT] = [7, 5];
const picture = {
  ...{ width: WIDTH, height: HEIGHT },
  rgba: Uint8Array.from({ length: WIDTH * HEIGHT * 4 }, (_, at) => at),
};
const red = ({ rgba, width }: Pixels, x: number, y: number) => rgba[(y * width + x) * 4];

test('what lies beyond the border is as on it, in a plane nothing', () => {
  const part = { left: -2, top: 3, width: 5, height: 4 };
  const cut = cutOut(picture, part);
  for (let y = 0; y < part.height; y += 1) {
    for (let x = 0; x < part.width; x += 1) {
      const [fromX, fromY] = [Math.max(0, x - 2), Math.min(HEIGHT - 1, y + 3)];
      expect(red(cut, x, y)).toBe(red(picture, fromX, fromY));
    }
  }
  const plane = cutPlane(new Uint8Array(WIDTH * HEIGHT).fill(9), picture, part);
  expect([...plane.subarray(0, 5), ...plane.subarray(10)]).toEqual([
    ...[0, 0, 9, 9, 9],
    ...Array.from({ length: 10 }, () => 0),
  ]);
});

test('a part of a part that reaches over the border is the same as of the whole', () => {
  const region = { left: -3, top: 2, width: 8, height: 9 };
  const part = insidePicture(region, picture);
  expect(part).toEqual({ left: 0, top: 2, width: 5, height: 3 });
  const moved = { ...region, left: region.left - part.left, top: region.top - part.top };
  expect(cutOut(cutOut(picture, part), moved)).toEqual(cutOut(picture, region));
  const changed = cutOut(picture, part).rgba.map((value) => 255 - value);
  const back = pasted(picture, { width: 5, height: 3, rgba: changed }, part);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const isIn = x < 5 && y >= 2;
      const own = red(picture, x, y)!;
      expect(red(back, x, y)).toBe(isIn ? 255 - own : own);
    }
  }
});
