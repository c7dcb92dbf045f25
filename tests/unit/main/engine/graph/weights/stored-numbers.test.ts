import { expect, it } from 'vitest';
import { bfloat16Of, float32Of } from '#main/engine/graph/weights/stored-numbers.ts';

it('keeps numbers as the nearest bfloat16, half way as the even one', () => {
  const step = 2 ** -7;
  const numbers = [0, -1, 1 + step / 2, 1 + step * 1.5, 1 + step * 0.6, -3e38, 1e-30];
  const kept = float32Of(bfloat16Of(Float32Array.from(numbers)), 'bfloat16');
  expect([...kept.subarray(0, 5)]).toEqual([0, -1, 1, 1 + 2 * step, 1 + step]);
  for (const at of [5, 6]) expect(Math.abs(kept[at]! / numbers[at]! - 1)).toBeLessThan(2 ** -8);
});
