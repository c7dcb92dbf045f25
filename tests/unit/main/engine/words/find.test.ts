import { expect, test } from 'vitest';
import { partsOf } from '#main/engine/words/boxes.ts';
import { heatOf } from '#main/engine/words/heat.ts';
import { refined } from '#main/engine/words/refine.ts';
import { windowsOver } from '#main/engine/words/windows.ts';

const size = { width: 96, height: 64 };

test('windows cover every pixel, lie inside, and come in several sizes', () => {
  for (const one of [size, { width: 5, height: 300 }, { width: 1, height: 1 }]) {
    const windows = windowsOver(one);
    const seen = new Uint8Array(one.width * one.height);
    for (const { left, top, width, height } of windows) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left + width).toBeLessThanOrEqual(one.width);
      expect(top + height).toBeLessThanOrEqual(one.height);
      for (let y = top; y < top + height; y += 1) {
        seen.fill(1, y * one.width + left, y * one.width + left + width);
      }
    }
    expect(seen.every((value) => value === 1)).toBe(true);
  }
  expect(new Set(windowsOver(size).map(({ width }) => width)).size).toBeGreaterThan(3);
});

/** A dark square on light ground, and what CLIP would say of windows: the more of it, the better. */
function scene() {
  const square = { left: 56, top: 20, width: 24, height: 24 };
  const rgba = new Uint8Array(size.width * size.height * 4).fill(255);
  const isInside = (x: number, y: number) =>
    x >= square.left && x < square.left + 24 && y >= square.top && y < square.top + 24;
  for (let at = 0; at < size.width * size.height; at += 1) {
    const inside = isInside(at % size.width, Math.floor(at / size.width));
    rgba.set(inside ? [40, 30, 160, 255] : [230, 225, 200, 255], at * 4);
  }
  const windows = windowsOver(size);
  const scores = windows.map((one) => {
    const along = (a: number, b: number, c: number, d: number) =>
      Math.max(0, Math.min(a + b, c + d) - Math.max(a, c));
    const shared =
      along(one.left, one.width, square.left, 24) * along(one.top, one.height, square.top, 24);
    return (0.5 * shared) / (one.width * one.height + 24 * 24 - shared);
  });
  return { square, picture: { ...size, rgba }, heat: heatOf(windows, scores, size), isInside };
}

test('heat is strongest on the thing, and colours bring it to its edges', () => {
  const { picture, heat, isInside, square } = scene();
  const top = heat.indexOf(Math.max(...heat));
  expect(isInside(top % size.width, Math.floor(top / size.width))).toBe(true);
  const parts = partsOf(refined(picture, heat), size, 0.35);
  expect(parts[0]?.box.left).toBeGreaterThan(square.left - 4);
  expect(parts[0]?.box.width).toBeLessThan(34);
  let [both, either] = [0, 0];
  for (const [at, value] of refined(picture, heat).entries()) {
    const [yes, is] = [value >= 0.35, isInside(at % size.width, Math.floor(at / size.width))];
    if (yes && is) both += 1;
    if (yes || is) either += 1;
  }
  expect(both / either).toBeGreaterThan(0.75);
});

test('parts that do not touch are parts of their own, and specks are none', () => {
  const plane = new Float32Array(40 * 40);
  for (const [left, top, side] of [
    [2, 2, 6],
    [20, 10, 10],
    [35, 35, 1],
  ] as const) {
    for (let y = top; y < top + side; y += 1) plane.fill(0.9, y * 40 + left, y * 40 + left + side);
  }
  const parts = partsOf(plane, { width: 40, height: 40 }, 0.5);
  expect(parts.map(({ box }) => box)).toEqual([
    { left: 20, top: 10, width: 10, height: 10 },
    { left: 2, top: 2, width: 6, height: 6 },
  ]);
});
