import { expect, test } from 'vitest';
import { grownPicture } from '#main/core/edit/grown-picture.ts';

const width = 40;
const height = 30;
const rgba = Uint8Array.from({ length: width * height * 4 }, (_, at) => (at * 37) % 256);

test('the old lies unchanged where the mask is 0, and the new mirrors it', () => {
  const margins = { top: 8, right: 0, bottom: 0, left: 16 };
  const { pixels, mask } = grownPicture({ width, height, rgba }, margins);
  expect([pixels.width, pixels.height]).toEqual([56, 38]);
  let untouched = 0;
  for (let y = 0; y < 38; y += 1) {
    for (let x = 0; x < 56; x += 1) {
      const share = mask[y * 56 + x] ?? 0;
      if (x < 16 || y < 8) expect(share).toBe(255);
      if (share !== 0) continue;
      untouched += 1;
      const old = ((y - 8) * width + (x - 16)) * 4;
      const now = (y * 56 + x) * 4;
      expect(pixels.rgba.subarray(now, now + 4)).toEqual(rgba.subarray(old, old + 4));
    }
  }
  // The seams are a quarter of the margins: 4 columns and 2 rows.
  expect(untouched).toBe((width - 4) * (height - 2));
  const [inside, beyond] = [(8 * 56 + 16 + 3) * 4, (8 * 56 + 16 - 3) * 4];
  expect(pixels.rgba.subarray(beyond, beyond + 4)).toEqual(
    pixels.rgba.subarray(inside, inside + 4),
  );
});

test('a picture of one pixel grows too', () => {
  const margins = { top: 2, right: 2, bottom: 2, left: 2 };
  const { pixels } = grownPicture(
    { width: 1, height: 1, rgba: Uint8Array.of(1, 2, 3, 4) },
    margins,
  );
  expect(pixels.rgba).toEqual(Uint8Array.from({ length: 100 }, (_, at) => (at % 4) + 1));
});
