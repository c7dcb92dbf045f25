import { expect, test } from 'vitest';
import { decodeModel, encodeModel } from '#main/engine/graph/onnx/codec.ts';
import { attributeTypes, elementTypes, type ModelProto } from '#main/engine/graph/onnx/model.ts';
import { probeModel } from '#main/engine/runtime/probe-model.ts';

test('a file written by another program is read, and written again to the same graph', () => {
  const model = decodeModel(probeModel);
  expect(model.graph.node.map((node) => node.opType)).toEqual(['MatMul', 'Add']);
  expect(model.graph.initializer.map((tensor) => tensor.dims)).toEqual([[4, 4], [4]]);
  expect(decodeModel(encodeModel(model))).toEqual(model);
});

test('what a graph may hold survives the way through the file', () => {
  const model: ModelProto = {
    irVersion: 10,
    producerName: 'Easel',
    opsetImport: [{ domain: '', version: 21 }],
    graph: {
      name: 'all',
      node: [
        {
          name: 'n',
          opType: 'Resize',
          domain: '',
          input: ['x', '', 'sizes'],
          output: ['y'],
          attribute: [
            { name: 'axis', type: attributeTypes.int, i: -1 },
            { name: 'epsilon', type: attributeTypes.float, f: 0.5 },
            { name: 'mode', type: attributeTypes.string, s: Buffer.from('nearest') },
            { name: 'pads', type: attributeTypes.ints, ints: [0, 0, 1, 1] },
          ],
        },
      ],
      initializer: [
        {
          name: 'w',
          dims: [2, 2 ** 33],
          dataType: elementTypes.bfloat16,
          dataLocation: 1,
          externalData: [{ key: 'offset', value: '17' }],
        },
      ],
      input: [
        {
          name: 'x',
          type: {
            tensorType: {
              elemType: elementTypes.float32,
              shape: { dim: [{ dimParam: 'batch' }, { dimValue: 3 }] },
            },
          },
        },
      ],
      output: [],
      valueInfo: [],
    },
  };
  const read = decodeModel(encodeModel(model));
  expect(read.graph.node[0]?.input).toEqual(['x', '', 'sizes']);
  expect(read.graph.node[0]?.attribute).toMatchObject(model.graph.node[0]?.attribute ?? []);
  expect(read.graph.initializer[0]).toMatchObject(model.graph.initializer[0] ?? {});
  expect(read.graph.input[0]?.type?.tensorType?.shape?.dim).toEqual([
    { dimParam: 'batch' },
    { dimValue: 3 },
  ]);
});

test('bytes that are no model are refused', () => {
  expect(() => decodeModel(Uint8Array.of(1, 2, 3, 4, 5))).toThrow();
  expect(() => decodeModel(new Uint8Array())).toThrow('no graph');
});
