/** ONNX files in and out. */
import type { ModelProto } from './model.ts';
import { modelType } from './schema.ts';

/** The bytes of an `.onnx` file. Throws RangeError for a number that its field cannot hold. */
export function encodeModel(model: ModelProto): Uint8Array {
  return modelType.encode(modelType.fromObject(model)).finish();
}

/**
 * Reads an `.onnx` file. Integers come back as numbers (ONNX sizes stay far below 2^53), byte
 * fields as views into `bytes`. Throws Error when the bytes are no ONNX model.
 */
export function decodeModel(bytes: Uint8Array): ModelProto {
  const model = modelType.toObject(modelType.decode(bytes), {
    longs: Number,
    arrays: true,
  }) as Partial<ModelProto>;
  if (model.graph === undefined) throw new Error('there is no graph in it');
  return {
    irVersion: 0,
    producerName: '',
    opsetImport: [],
    ...model,
    graph: { ...model.graph, name: model.graph.name },
  };
}
