/** Where the numbers of a network lie: a window on a file, never the numbers themselves. */
import type { ElementType } from '#main/engine/graph/onnx/model.ts';

export interface StoredTensor {
  /** File name, relative to the folder that the session is told of. */
  readonly file: string;
  /** First byte in the file. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  readonly type: Extract<ElementType, 'float32' | 'float16' | 'bfloat16'>;
  readonly dims: readonly number[];
  /** Whether a matrix is stored the other way round: `dims` are as it is used, [out, in]. */
  readonly isTransposed?: boolean;
}

/** Tensors by the names of the diffusers and transformers libraries, whatever the file calls them. */
export interface WeightSource {
  find(name: string): StoredTensor | undefined;
}

/** The first `length` elements from `start` along the first axis: rows of a matrix, in place. */
export function rowsOf(tensor: StoredTensor, start: number, length: number): StoredTensor {
  const [rows = 1, ...rest] = tensor.dims;
  const bytesPerRow = tensor.length / rows;
  return {
    ...tensor,
    offset: tensor.offset + start * bytesPerRow,
    length: length * bytesPerRow,
    dims: [length, ...rest],
  };
}

/** A matrix that its file holds as [in, out], seen as [out, in]. */
export function transposed(tensor: StoredTensor): StoredTensor {
  return { ...tensor, dims: tensor.dims.toReversed(), isTransposed: true };
}

/** The same bytes read with other dims. Throws RangeError when their products differ. */
export function withDims(tensor: StoredTensor, dims: readonly number[]): StoredTensor {
  const count = (of: readonly number[]): number => of.reduce((product, size) => product * size, 1);
  if (count(dims) !== count(tensor.dims)) {
    throw new RangeError(`[${tensor.dims.join(', ')}] cannot be read as [${dims.join(', ')}]`);
  }
  return { ...tensor, dims };
}
