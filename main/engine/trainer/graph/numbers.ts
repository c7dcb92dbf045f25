/** The numbers of an initialiser that lies in the graph itself. */
import {
  elementTypes,
  EXTERNAL_LOCATION,
  type TensorProto,
} from '#main/engine/graph/onnx/model.ts';

/** Elements of a float32 or float16 tensor; undefined for other types and for bytes in another file. */
export function floatsOf(tensor: TensorProto): Float32Array | undefined {
  if (tensor.dataLocation === EXTERNAL_LOCATION) return undefined;
  if (tensor.dataType === elementTypes.float32) {
    return tensor.rawData === undefined
      ? Float32Array.from(tensor.floatData ?? [])
      : new Float32Array(aligned(tensor.rawData));
  }
  if (tensor.dataType === elementTypes.float16 && tensor.rawData !== undefined) {
    return Float32Array.from(new Float16Array(aligned(tensor.rawData)));
  }
  return undefined;
}

/** Elements of an int64 tensor; undefined for other types and for bytes in another file. */
export function intsIn(tensor: TensorProto): readonly number[] | undefined {
  if (tensor.dataType !== elementTypes.int64) return undefined;
  if (tensor.dataLocation === EXTERNAL_LOCATION) return undefined;
  if (tensor.rawData === undefined) return tensor.int64Data ?? [];
  return Array.from(new BigInt64Array(aligned(tensor.rawData)), Number);
}

/** A float32 initialiser. */
export function floatTensor(
  name: string,
  dims: readonly number[],
  data: Float32Array,
): TensorProto {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims, dataType: elementTypes.float32, rawData };
}

/** Bytes of a file lie anywhere; typed arrays want them at a multiple of their size. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
