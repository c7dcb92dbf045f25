/** A tensor whose numbers were read from their file: a graph can carry them. */
import type { StoredTensor } from './weight-source.ts';

export interface TensorBytes {
  readonly type: StoredTensor['type'];
  readonly dims: readonly number[];
  /** Little-endian, in row-major order. */
  readonly bytes: Uint8Array;
}
