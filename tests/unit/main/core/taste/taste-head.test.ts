import { expect, test } from 'vitest';
import { decodeTasteHead, encodeTasteHead } from '#main/core/taste/taste-head.ts';
import { encodeSafetensors } from '#shared/safetensors/write.ts';

const head = {
  space: 'clip-space',
  direction: Float32Array.of(0.5, -1, 2),
  offset: 0.25,
  picks: 60,
  ratings: 3,
  heldOut: { right: 50, of: 60, value: 50 / 60, low: 0.72, high: 0.91 },
  backend: 'wasm',
};

test('what was learnt comes back as it was', () => {
  expect(decodeTasteHead(encodeTasteHead(head, '夏天'))).toEqual({ head, name: '夏天' });
  const unjudged = { ...head, heldOut: undefined };
  expect(decodeTasteHead(encodeTasteHead(unjudged, 'x')).head).toEqual(unjudged);
});

test('files that are something else are refused with the reason', () => {
  const whole = encodeTasteHead(head, 'x');
  const metadata = { format: 'easel-taste-1', space: 's' };
  const direction = { name: 'direction', dims: [1], data: Float32Array.of(Number.NaN) };
  const offset = { name: 'offset', dims: [1], data: Float32Array.of(0) };
  for (const bytes of [
    new Uint8Array(),
    whole.subarray(0, 20),
    whole.subarray(0, whole.length - 4),
    encodeSafetensors([offset], metadata),
    encodeSafetensors([direction, offset], metadata),
    encodeSafetensors([{ ...direction, dims: [1, 1] }, offset], metadata),
    encodeSafetensors([offset], {}),
  ]) {
    expect(() => decodeTasteHead(bytes)).toThrow(
      expect.objectContaining({ code: 'taste.file-invalid' }),
    );
  }
});
