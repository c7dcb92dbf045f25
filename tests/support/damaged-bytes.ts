/** Files as a bad disk or a bad person leaves them, for fast-check. */
import fc from 'fast-check';

/** The bytes with a few of them set, flipped, dropped or said twice, and sometimes cut off. */
export function damagedBytes(good: Uint8Array): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({
    at: fc.nat(good.length - 1),
    kind: fc.constantFrom('set', 'flip', 'drop', 'repeat'),
    value: fc.nat(255),
  });
  const edits = fc.array(edit, { minLength: 1, maxLength: 3 });
  return fc.tuple(edits, fc.nat(good.length * 20)).map(([changes, end]) => {
    let bytes = [...good];
    for (const { at, kind, value } of changes) {
      if (kind === 'set') bytes[at] = value;
      else if (kind === 'flip') bytes[at] = (bytes[at] ?? 0) ^ (1 << (value % 8));
      else if (kind === 'drop') bytes.splice(at, 1 + (value % 16));
      else bytes = [...bytes.slice(0, at), ...bytes.slice(at, at + value), ...bytes.slice(at)];
    }
    return Uint8Array.from(bytes.slice(0, end));
  });
}

/** Small sizes, and those that overflow something or are none. */
export const liarsSizes: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, -1, 2 ** 28, 2 ** 31, 2 ** 40, 2 ** 52),
  fc.nat(8),
);
