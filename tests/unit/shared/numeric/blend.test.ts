import { expect, test } from 'vitest';
import { blendInto, differenceOutside, layOver } from '#shared/numeric/blend.ts';

const size = { width: 4, height: 2 };
const source = Uint8Array.from({ length: 32 }, (_, at) => (at % 4 === 3 ? 255 : at * 7));

test('where the mask is 0 not one bit changes, where it is 255 all is new', () => {
  const made = new Uint8Array(32).fill(200);
  const mask = Uint8Array.of(0, 0, 255, 255, 0, 0, 255, 255);
  const out = blendInto(source, size, made, { left: 0, top: 0, ...size }, mask);
  expect(differenceOutside(source, out, mask)).toBe(0);
  expect(out.subarray(8, 16)).toEqual(made.subarray(8, 16));
  expect(differenceOutside(source, made, mask)).toBeGreaterThan(0);
});

test('a place beyond the border changes only what lies inside', () => {
  const made = new Uint8Array(3 * 3 * 4).fill(9);
  const out = blendInto(source, size, made, { left: -2, top: -2, width: 3, height: 3 });
  expect([...out.subarray(0, 4)]).toEqual([9, 9, 9, 9]);
  expect(out.subarray(4)).toEqual(source.subarray(4));
});

test('clear pixels lend no colour to a mix', () => {
  const clear = new Uint8Array(4);
  const green = Uint8Array.of(0, 200, 0, 255);
  const place = { left: 0, top: 0, width: 1, height: 1 };
  const out = blendInto(green, place, clear, place, Uint8Array.of(128));
  expect([...out]).toEqual([0, 200, 0, 127]);
});

test('laid over an opaque picture, the whole is opaque', () => {
  const made = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 255);
  layOver(made, Uint8Array.of(10, 20, 30, 255, 10, 20, 30, 255));
  expect([...made]).toEqual([10, 20, 30, 255, 255, 0, 0, 255]);
});
