import fc from 'fast-check';
import { expect, test } from 'vitest';
import { damagedBytes, liarsSizes } from '#tests/support/damaged-bytes.ts';
import {
  headerLength,
  MAX_HEADER_BYTES,
  parseHeader,
  SafetensorsFault,
} from '#shared/safetensors/header.ts';

const encode = (content: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(content));

function prefix(length: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
}

const good = {
  __metadata__: { format: 'pt' },
  a: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
  b: { dtype: 'F16', shape: [4], data_offsets: [24, 32] },
};

test('names, types, sizes and places in the file', () => {
  const json = encode(good);
  const { tensors, metadata } = parseHeader(json, 8 + json.length + 32);
  expect(metadata).toEqual({ format: 'pt' });
  expect(tensors.get('a')).toEqual({
    type: 'F32',
    dims: [2, 3],
    offset: 8 + json.length,
    length: 24,
  });
  expect(tensors.get('b')?.offset).toBe(8 + json.length + 24);
});

test.each([
  [prefix(100n), 50, /beyond the end/],
  [prefix(BigInt(MAX_HEADER_BYTES) + 1n), 1e12, /too long/],
  [prefix(2n ** 64n - 1n), 1e12, /too long/],
  [new Uint8Array(7), 7, /too short/],
])('a prefix that promises what is not there', (bytes, fileBytes, reason) => {
  expect(() => headerLength(bytes, fileBytes)).toThrow(reason);
});

test.each([
  ['no JSON', '{"a":', /no JSON/],
  ['no object', '[]', /no JSON object/],
  ['null', 'null', /no JSON object/],
  ['an unknown element type', { a: { ...good.a, dtype: 'F12' } }, /a: dtype/],
  ['a negative size', { a: { ...good.a, shape: [-2, 3] } }, /a: shape/],
  ['a broken size', { a: { ...good.a, shape: [1.5] } }, /a: shape/],
  ['too few bytes', { a: { ...good.a, shape: [2, 4] } }, /not as many bytes/],
  [
    'a product beyond all numbers',
    { a: { ...good.a, shape: [2 ** 52, 2 ** 52] } },
    /as many bytes/,
  ],
  ['an end before its start', { a: { ...good.a, data_offsets: [24, 0] } }, /outside the file/],
  ['an end beyond the file', { a: { ...good.a, data_offsets: [0, 1e9] } }, /outside the file/],
  ['a tensor over another', { ...good, b: { ...good.b, data_offsets: [20, 28] } }, /lies over/],
  ['no entry', { a: 1 }, /a: .*not understood/],
  ['a name without end', { ['n'.repeat(1001)]: good.a }, /too long a name/],
])('refused: %s', (_, content, reason) => {
  const json = typeof content === 'string' ? new TextEncoder().encode(content) : encode(content);
  expect(() => parseHeader(json, 8 + json.length + 32)).toThrow(SafetensorsFault);
  expect(() => parseHeader(json, 8 + json.length + 32)).toThrow(reason);
});

test('an object that nests without end is refused, not followed', () => {
  const deep = new TextEncoder().encode(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`);
  expect(() => parseHeader(deep, 8 + deep.length + 32)).toThrow(SafetensorsFault);
});

const lyingHeader = fc
  .dictionary(
    fc.constantFrom('a', 'b', '__metadata__', '__proto__'),
    fc.oneof(
      fc.record({
        dtype: fc.constantFrom('F32', 'F16', 'BF16', 'I64', 'F12', '', 4),
        shape: fc.oneof(fc.array(liarsSizes, { maxLength: 3 }), fc.constant('2')),
        data_offsets: fc.oneof(
          fc.tuple(liarsSizes, liarsSizes),
          fc.constantFrom([0, 24], [24, 32], [0]),
        ),
      }),
      fc.constantFrom(good.a, good.b, null, [], { format: 1 }),
    ),
  )
  .map(encode);

test('ten thousand headers that were damaged or lie: each is read or refused, never anything else', () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(damagedBytes(encode(good)), lyingHeader), (bytes) => {
      try {
        const { tensors } = parseHeader(bytes, 8 + bytes.length + 32);
        for (const { offset, length } of tensors.values()) {
          expect(offset + length).toBeLessThanOrEqual(8 + bytes.length + 32);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(SafetensorsFault);
        refused += 1;
      }
    }),
    { numRuns: 10_000, seed: 20261124 },
  );
  expect(refused).toBeGreaterThan(5_000);
  expect(refused).toBeLessThan(9_990);
});
