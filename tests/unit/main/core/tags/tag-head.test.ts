import { expect, test } from 'vitest';
import { closer, mirrored } from '#main/core/tags/more-views.ts';
import { decodeTagHead, encodeTagHead, wordFor, type TagHead } from '#main/core/tags/tag-head.ts';
import { encodeSafetensors } from '#shared/safetensors/write.ts';

const head: TagHead = {
  space: 'clip',
  words: [
    { word: '红', examples: 2 },
    { word: 'blue', examples: 3 },
  ],
  weights: Float32Array.of(4, 0, 0, 4),
  offsets: Float32Array.of(0, 0),
  nearness: 0.5,
  examples: [
    { word: 0, embedding: Float32Array.of(1, 0) },
    { word: 1, embedding: Float32Array.of(0, 1) },
  ],
  report: {
    trained: 4,
    zeroShot: 2,
    of: 5,
    confusion: [
      [2, 0],
      [1, 2],
    ],
  },
  backend: 'wasm',
};

test('what was learnt comes back as it was; anything else is learnt again', () => {
  const bytes = encodeTagHead(head);
  expect(decodeTagHead(bytes)).toEqual(head);
  expect(decodeTagHead(bytes.subarray(0, bytes.length - 4))).toBeUndefined();
  expect(decodeTagHead(encodeSafetensors([], { format: 'easel-tags-1' }))).toBeUndefined();
});

test('the likeliest word, and none for what is like no example of it', () => {
  expect(wordFor(Float32Array.of(1, 0), head)).toMatchObject({ word: 0 });
  expect(wordFor(Float32Array.of(0.1, 0.9), head)!.chance).toBeGreaterThan(0.9);
  expect(wordFor(Float32Array.of(-1, -0.9), head)).toBeUndefined();
});

test('more views: turned around, and without the margins', () => {
  const rgba = Uint8Array.from({ length: 4 * 4 * 2 }, (_, at) => at >> 2);
  const turned = mirrored({ width: 4, height: 2, rgba });
  expect([...turned.rgba].filter((_, at) => at % 4 === 0)).toEqual([3, 2, 1, 0, 7, 6, 5, 4]);
  const large = { width: 20, height: 40, rgba: new Uint8Array(20 * 40 * 4).fill(9) };
  const near = closer(large);
  expect([near.width, near.height, near.rgba.length]).toEqual([18, 36, 18 * 36 * 4]);
});
