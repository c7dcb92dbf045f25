/** Numbers as files store them, as float32. */
import type { StoredTensor } from './weight-source.ts';

/** @param bytes little-endian elements of that type */
export function float32Of(bytes: Uint8Array, type: StoredTensor['type']): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = type === 'float32' ? 4 : 2;
  return Float32Array.from({ length: Math.floor(bytes.length / size) }, (_, index) => {
    if (type === 'float32') return view.getFloat32(index * 4, true);
    if (type === 'float16') return view.getFloat16(index * 2, true);
    // bfloat16 is the upper half of a float32.
    return fromBits(view.getUint16(index * 2, true) << 16);
  });
}

/** The nearest bfloat16 of each, two bytes apiece: for numbers that are kept where float32 would take too much. */
export function bfloat16Of(values: Float32Array): Uint8Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  // Half way between two goes to the even one.
  const halves = Uint16Array.from(bits, (each) => (each + 0x7fff + ((each >>> 16) & 1)) >>> 16);
  return new Uint8Array(halves.buffer);
}

const scratch = new DataView(new ArrayBuffer(4));

function fromBits(bits: number): number {
  scratch.setInt32(0, bits);
  return scratch.getFloat32(0);
}
