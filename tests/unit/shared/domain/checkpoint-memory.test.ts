import { expect, test } from 'vitest';
import { memoryNeeded } from '#shared/domain/checkpoint-memory.ts';

const square = (side: number) => ({ width: side, height: side });

test('weights in place are there once, copies twice; tiles bound what decoding takes', () => {
  const sd = { bytes: 2.1e9, native: square(512) };
  expect(memoryNeeded(sd, true)).toBeCloseTo(3.4e9, -8);
  expect(memoryNeeded(sd, false) - memoryNeeded(sd, true)).toBe(sd.bytes);
  const xl = { bytes: 6.9e9, native: square(1024) };
  expect(memoryNeeded(xl, true)).toBe(memoryNeeded({ ...xl, native: square(768) }, true));
});
