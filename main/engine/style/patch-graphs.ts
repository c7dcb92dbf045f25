/** A small graph: from a picture to the shadows of its patches on some directions. */
import type { EngineContext } from '#main/engine/engine-context.ts';
import { encodeModel } from '#main/engine/graph/onnx/codec.ts';
import {
  attributeTypes,
  elementTypes,
  type AttributeProto,
  type ModelProto,
  type ValueInfoProto,
} from '#main/engine/graph/onnx/model.ts';
import { loadModel } from '#main/engine/runtime/onnxruntime.ts';

export const PATCH = 7;
/** Patches begin so many pixels from one another; where they begin changes with every step. */
export const STRIDE = 3;
export const CHANNELS = 3;
const BYTES = 1 << 20;
const LABEL = { id: 'style', file: 'patches.onnx' };

export interface PatchGraphs {
  /**
   * @param picture float32 [3, height, width]; sides are 7 and a multiple of 3
   * @param directions float32 [count, 3, 7, 7]
   * @returns float32 [count, rows, columns]: the shadow of every patch on every direction
   */
  project(
    picture: Float32Array,
    height: number,
    width: number,
    directions: Float32Array,
  ): Promise<Float32Array>;
}

/** How many patches lie along a side. */
export function patchesAlong(length: number): number {
  return Math.floor((length - PATCH) / STRIDE) + 1;
}

export async function loadPatchGraphs(context: EngineContext): Promise<PatchGraphs> {
  const { models, provider, threads } = context;
  const model = await models.get(`${provider} style patches`, BYTES, () =>
    loadModel(patchGraph(), { provider, threads }, LABEL),
  );
  return {
    async project(picture, height, width, directions) {
      const count = directions.length / (CHANNELS * PATCH * PATCH);
      const { y } = await model.run({
        x: { data: picture, dims: [1, CHANNELS, height, width] },
        directions: { data: directions, dims: [count, CHANNELS, PATCH, PATCH] },
      });
      return y?.data as Float32Array;
    },
  };
}

function patchGraph(): Uint8Array {
  const model: ModelProto = {
    irVersion: 8,
    producerName: 'Easel',
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'patches',
      node: [
        {
          ...{ name: 'shadows', opType: 'Conv', domain: '' },
          input: ['x', 'directions'],
          output: ['y'],
          attribute: [
            ints('kernel_shape', [PATCH, PATCH]),
            ints('strides', [STRIDE, STRIDE]),
            ints('pads', [0, 0, 0, 0]),
          ],
        },
      ],
      initializer: [],
      input: [
        tensor('x', [1, CHANNELS, 'height', 'width']),
        tensor('directions', ['count', CHANNELS, PATCH, PATCH]),
      ],
      output: [tensor('y', [1, 'count', 'rows', 'columns'])],
      valueInfo: [],
    },
  };
  return encodeModel(model);
}

function ints(name: string, values: readonly number[]): AttributeProto {
  return { name, type: attributeTypes.ints, ints: values };
}

function tensor(name: string, dims: readonly (number | string)[]): ValueInfoProto {
  const dim = dims.map((size) =>
    typeof size === 'number' ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType: elementTypes.float32, shape: { dim } } } };
}
