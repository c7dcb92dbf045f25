import { expect, test } from 'vitest';
import { boxMean } from '#shared/numeric/box-mean.ts';
import { subjectOf } from '#shared/numeric/ground.ts';
import { applyMatte, solveMatte } from '#shared/numeric/matte.ts';

const [WIDTH, HEIGHT] = [120, 90];

/** How much of a pixel a disc covers, softly over two pixels. */
function discAt(at: number, radius: number): number {
  const x = (at % WIDTH) - WIDTH / 2 + 0.5;
  const y = Math.floor(at / WIDTH) - HEIGHT / 2 + 0.5;
  return Math.min(1, Math.max(0, (radius + 1 - Math.hypot(x, y)) / 2));
}

/** A red disc on a sky that shades from blue to nearly white. */
function discOnSky(): Uint8Array {
  const rgba = new Uint8Array(WIDTH * HEIGHT * 4);
  for (let at = 0; at < WIDTH * HEIGHT; at += 1) {
    const share = discAt(at, 30);
    const down = Math.floor(at / WIDTH) / HEIGHT;
    const sky = [110 + 130 * down, 160 + 80 * down, 235];
    const pixel = sky.map((value, channel) => value + ([190, 30, 30][channel]! - value) * share);
    rgba.set([...pixel, 255], at * 4);
  }
  return rgba;
}

test('means of squares are those of the pixels that lie inside', () => {
  const plane = Float32Array.from({ length: 5 * 4 }, (_, at) => (at * 7) % 11);
  const mean = boxMean(plane, 5, 4, 1);
  const around = (x: number, y: number): number => {
    const seen = [...plane].filter(
      (_, at) => Math.abs((at % 5) - x) <= 1 && Math.abs(Math.floor(at / 5) - y) <= 1,
    );
    return seen.reduce((sum, value) => sum + value, 0) / seen.length;
  };
  mean.forEach((value, at) => {
    expect(value).toBeCloseTo(around(at % 5, Math.floor(at / 5)), 5);
  });
});

test('a ground that shades off is followed up to the edge of the subject', () => {
  const stays = subjectOf(discOnSky(), WIDTH, HEIGHT, 0.25);
  let wrong = 0;
  stays.forEach((value, at) => {
    const share = discAt(at, 30);
    if ((share === 0 && value === 1) || (share === 1 && value === 0)) wrong += 1;
  });
  expect(wrong).toBe(0);
});

test('what is clear already is ground', () => {
  const rgba = discOnSky();
  for (let at = 0; at < WIDTH * HEIGHT; at += 1) if (discAt(at, 30) === 0) rgba[at * 4 + 3] = 0;
  const stays = subjectOf(rgba, WIDTH, HEIGHT, 0);
  expect(stays[0]).toBe(0);
  expect(stays[Math.floor(HEIGHT / 2) * WIDTH + WIDTH / 2]).toBe(1);
});

test('a rough mask gets the edge of the picture, and edges lose the colour behind them', () => {
  const rgba = discOnSky();
  const rough = Float32Array.from({ length: WIDTH * HEIGHT }, (_, at) =>
    discAt(at, 30) > 0.5 ? 1 : 0,
  );
  const matte = solveMatte(rgba, rough, WIDTH, HEIGHT);
  applyMatte(matte, rgba, { width: WIDTH, height: HEIGHT }, 255);
  let [alphaError, most, edges] = [0, 0, 0];
  for (let at = 0; at < WIDTH * HEIGHT; at += 1) {
    const share = discAt(at, 30);
    const error = Math.abs(rgba[at * 4 + 3]! / 255 - share);
    alphaError += error / (WIDTH * HEIGHT);
    most = Math.max(most, error);
    if (share > 0.3 && share < 0.9) {
      edges += 1;
      // Red, not the violet of red before a blue sky.
      expect(rgba[at * 4 + 2]).toBeLessThan(110);
    }
  }
  expect(edges).toBeGreaterThan(50);
  expect(alphaError).toBeLessThan(0.004);
  expect(most).toBeLessThan(0.35);
});

test('solved small it serves a picture of twice the size, in strips', () => {
  const rgba = discOnSky();
  const rough = subjectOf(rgba, WIDTH, HEIGHT, 0.25);
  const matte = solveMatte(rgba, rough, WIDTH, HEIGHT);
  const size = { width: WIDTH * 2, height: HEIGHT * 2 };
  const large = new Uint16Array(size.width * size.height * 4);
  for (let y = 0; y < size.height; y += 1) {
    for (let x = 0; x < size.width; x += 1) {
      const from = ((y >> 1) * WIDTH + (x >> 1)) * 4;
      const to = (y * size.width + x) * 4;
      for (let channel = 0; channel < 4; channel += 1)
        large[to + channel] = rgba[from + channel]! * 257;
    }
  }
  const whole = large.slice();
  applyMatte(matte, whole, size, 65_535);
  for (let top = 0; top < size.height; top += 50) {
    const end = Math.min(size.height, top + 50);
    applyMatte(
      matte,
      large.subarray(top * size.width * 4, end * size.width * 4),
      size,
      65_535,
      top,
    );
  }
  expect(large).toEqual(whole);
  const middle = ((size.height / 2) * size.width + size.width / 2) * 4;
  expect(large[3]).toBe(0);
  expect(large[middle + 3]).toBe(65_535);
});

test('what a letter encloses stays until it is asked for, and then only where it is like the ground', () => {
  // Two rings on a shaded ground, one around the ground and one around white.
  const ring = (at: number, x: number): number =>
    Math.hypot((at % WIDTH) - x, Math.floor(at / WIDTH) - HEIGHT / 2);
  const rgba = new Uint8Array(WIDTH * HEIGHT * 4);
  for (let at = 0; at < WIDTH * HEIGHT; at += 1) {
    const down = Math.floor(at / WIDTH) / HEIGHT;
    const isLine = [30, 90].some((x) => Math.abs(ring(at, x) - 18) < 4);
    const ground = ring(at, 90) < 18 ? [250, 250, 250] : [120 + 60 * down, 170, 90];
    rgba.set([...(isLine ? [20, 20, 30] : ground), 255], at * 4);
  }
  const middle = (x: number): number => (HEIGHT / 2) * WIDTH + x;
  const closed = subjectOf(rgba, WIDTH, HEIGHT, 0.25);
  expect([closed[middle(30)], closed[middle(90)], closed[0]]).toEqual([1, 1, 0]);
  const open = subjectOf(rgba, WIDTH, HEIGHT, 0.25, true);
  expect([open[middle(30)], open[middle(90)], open[0]]).toEqual([0, 1, 0]);
  // Nothing of the lines goes.
  expect(open[middle(30) + 18]).toBe(1);
});
