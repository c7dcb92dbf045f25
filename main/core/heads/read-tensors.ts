/** Float32 tensors of a small `.safetensors` file that may come from anywhere. */
import {
  HEADER_PREFIX_BYTES,
  headerLength,
  parseHeader,
  SafetensorsFault,
  type SafetensorsHeader,
} from '#shared/safetensors/header.ts';

export interface SmallTensors {
  readonly metadata: SafetensorsHeader['metadata'];
  /** All numbers of a tensor, finite. Throws SafetensorsFault. */
  numbers(name: string): Float32Array;
  /** Undefined where there is no such tensor. */
  dims(name: string): readonly number[] | undefined;
}

/** Throws SafetensorsFault. */
export function readTensors(bytes: Uint8Array): SmallTensors {
  const length = headerLength(bytes.subarray(0, HEADER_PREFIX_BYTES), bytes.length);
  const json = bytes.subarray(HEADER_PREFIX_BYTES, HEADER_PREFIX_BYTES + length);
  const { tensors, metadata } = parseHeader(json, bytes.length);
  return {
    metadata,
    dims: (name) => tensors.get(name)?.dims,
    numbers(name) {
      const entry = tensors.get(name);
      if (entry?.type !== 'F32') throw new SafetensorsFault(`${name} is missing or of no use`);
      // A copy, as the bytes need not lie at a multiple of four.
      const copy = bytes.slice(entry.offset, entry.offset + entry.length);
      const found = new Float32Array(copy.buffer, copy.byteOffset, copy.length / 4);
      if (!found.every(Number.isFinite)) throw new SafetensorsFault(`${name} holds no numbers`);
      return found;
    },
  };
}
