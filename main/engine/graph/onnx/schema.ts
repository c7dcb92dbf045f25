/**
 * The part of onnx.proto (ONNX 1.19, IR version 10) that Easel needs, as protobuf reflection. A
 * field that is not named here is skipped when a file is read.
 */
import protobuf from 'protobufjs/light.js';

type Field = readonly [number: number, type: string, rule?: 'repeated'];

const messages: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  StringStringEntryProto: { key: [1, 'string'], value: [2, 'string'] },
  TensorProto: {
    dims: [1, 'int64', 'repeated'],
    dataType: [2, 'int32'],
    floatData: [4, 'float', 'repeated'],
    int32Data: [5, 'int32', 'repeated'],
    int64Data: [7, 'int64', 'repeated'],
    name: [8, 'string'],
    rawData: [9, 'bytes'],
    externalData: [13, 'StringStringEntryProto', 'repeated'],
    dataLocation: [14, 'int32'],
  },
  AttributeProto: {
    name: [1, 'string'],
    f: [2, 'float'],
    i: [3, 'int64'],
    s: [4, 'bytes'],
    t: [5, 'TensorProto'],
    g: [6, 'GraphProto'],
    floats: [7, 'float', 'repeated'],
    ints: [8, 'int64', 'repeated'],
    strings: [9, 'bytes', 'repeated'],
    type: [20, 'int32'],
  },
  NodeProto: {
    input: [1, 'string', 'repeated'],
    output: [2, 'string', 'repeated'],
    name: [3, 'string'],
    opType: [4, 'string'],
    attribute: [5, 'AttributeProto', 'repeated'],
    domain: [7, 'string'],
  },
  Dimension: { dimValue: [1, 'int64'], dimParam: [2, 'string'] },
  TensorShapeProto: { dim: [1, 'Dimension', 'repeated'] },
  TensorType: { elemType: [1, 'int32'], shape: [2, 'TensorShapeProto'] },
  TypeProto: { tensorType: [1, 'TensorType'] },
  ValueInfoProto: { name: [1, 'string'], type: [2, 'TypeProto'] },
  GraphProto: {
    node: [1, 'NodeProto', 'repeated'],
    name: [2, 'string'],
    initializer: [5, 'TensorProto', 'repeated'],
    input: [11, 'ValueInfoProto', 'repeated'],
    output: [12, 'ValueInfoProto', 'repeated'],
    valueInfo: [13, 'ValueInfoProto', 'repeated'],
  },
  OperatorSetIdProto: { domain: [1, 'string'], version: [2, 'int64'] },
  ModelProto: {
    irVersion: [1, 'int64'],
    producerName: [2, 'string'],
    graph: [7, 'GraphProto'],
    opsetImport: [8, 'OperatorSetIdProto', 'repeated'],
    metadataProps: [14, 'StringStringEntryProto', 'repeated'],
  },
};

/** A choice in onnx.proto; one side must be absent, not zero. */
const oneOf: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Dimension: { value: ['dimValue', 'dimParam'] },
};

const root = new protobuf.Root();
for (const [name, fields] of Object.entries(messages)) {
  const type = new protobuf.Type(name);
  for (const [field, [id, kind, rule]] of Object.entries(fields)) {
    type.add(new protobuf.Field(field, id, kind, rule));
  }
  for (const [choice, members] of Object.entries(oneOf[name] ?? {})) {
    type.add(new protobuf.OneOf(choice, [...members]));
  }
  root.add(type);
}

root.resolveAll();

export const modelType: protobuf.Type = root.lookupType('ModelProto');
export const nodeType: protobuf.Type = root.lookupType('NodeProto');
