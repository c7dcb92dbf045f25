/**
 * A graph that is being changed: read from an `.onnx` file, given a loss, adapters and gradients,
 * and encoded with the outputs that a purpose needs. Tensors are their names.
 *
 * Everything computes in float32.
 */
import {
  elementTypes,
  type ElementType,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '#main/engine/graph/onnx/model.ts';
import { encodeModel } from '#main/engine/graph/onnx/codec.ts';
import { toAttributes, type Attributes } from './attributes.ts';

/** Marks tensors that training added, so that no name of the network is met twice. */
const PREFIX = 'train:';

export class GraphDraft {
  /** In an order in which they can be computed. */
  nodes: NodeProto[];
  readonly initializers: Map<string, TensorProto>;
  readonly inputs: Map<string, ValueInfoProto>;
  readonly #model: Pick<ModelProto, 'irVersion' | 'opsetImport'>;
  #count = 0;

  constructor(model: ModelProto) {
    this.#model = model;
    this.nodes = [...model.graph.node];
    this.initializers = new Map(model.graph.initializer.map((tensor) => [tensor.name, tensor]));
    const inputs = model.graph.input.filter(({ name }) => !this.initializers.has(name));
    this.inputs = new Map(inputs.map((input) => [input.name, input]));
  }

  /** A graph with nothing in it yet. */
  static empty(opset = 20): GraphDraft {
    return new GraphDraft({
      irVersion: 10,
      producerName: 'Easel',
      opsetImport: [{ domain: '', version: opset }],
      graph: { name: 'draft', node: [], initializer: [], input: [], output: [], valueInfo: [] },
    });
  }

  input(name: string, type: ElementType, dims: readonly (number | string)[]): string {
    const dim = dims.map((size) =>
      typeof size === 'number' ? { dimValue: size } : { dimParam: size },
    );
    const tensorType = { elemType: elementTypes[type], shape: { dim } };
    this.inputs.set(name, { name, type: { tensorType } });
    return name;
  }

  /** A standard operator with one output. */
  op(opType: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.ops(opType, inputs, attributes, 1)[0]!;
  }

  /** A standard operator with `count` outputs. */
  ops(
    opType: string,
    inputs: readonly string[],
    attributes: Attributes,
    count: number,
  ): readonly string[] {
    const node = this.makeNode(opType, inputs, attributes, count);
    this.nodes.push(node);
    return node.output;
  }

  /** A node with fresh names for its outputs, not yet part of the graph. */
  makeNode(
    opType: string,
    inputs: readonly string[],
    attributes: Attributes = {},
    count = 1,
  ): NodeProto {
    const output = Array.from({ length: count }, () => this.fresh(opType));
    return { name: output[0]!, opType, input: inputs, output, attribute: toAttributes(attributes) };
  }

  fresh(word: string): string {
    this.#count += 1;
    return `${PREFIX}${word}.${this.#count}`;
  }

  /** A list of sizes, axes or indices: int64 [n]. */
  ints(values: readonly number[]): string {
    return this.#constant(`ints ${values.join(' ')}`, {
      dims: [values.length],
      dataType: elementTypes.int64,
      int64Data: values,
    });
  }

  /** A float32 number, []. */
  number(value: number): string {
    return this.#constant(`number ${value}`, {
      dims: [],
      dataType: elementTypes.float32,
      floatData: [value],
    });
  }

  reshape(value: string, dims: readonly number[]): string {
    return this.op('Reshape', [value, this.ints(dims)]);
  }

  transpose(value: string, order: readonly number[]): string {
    return this.op('Transpose', [value], { perm: order });
  }

  /** Sum over `axes`, which are kept as ones. */
  sum(value: string, axes: readonly number[]): string {
    return this.op('ReduceSum', [value, this.ints(axes)], { keepdims: { int: 1 } });
  }

  /** Mean over `axes`, which are kept as ones. */
  mean(value: string, axes: readonly number[]): string {
    return this.op('ReduceMean', [value, this.ints(axes)], { keepdims: { int: 1 } });
  }

  zeros(dims: readonly number[]): string {
    return this.op('ConstantOfShape', [this.ints(dims)]);
  }

  /** Puts another node in the place of one. */
  replace(node: NodeProto, ...others: readonly NodeProto[]): void {
    this.nodes.splice(this.nodes.indexOf(node), 1, ...others);
  }

  /** The `.onnx` bytes with these outputs and only what they need. */
  encode(outputs: readonly string[]): Uint8Array {
    const { nodes, used } = this.#neededFor(outputs);
    return encodeModel({
      ...this.#model,
      producerName: 'Easel',
      graph: {
        name: 'training',
        node: nodes,
        initializer: [...this.initializers.values()].filter(({ name }) => used.has(name)),
        input: [...this.inputs.values()].filter(({ name }) => used.has(name)),
        output: outputs.map((name) => ({ name })),
        valueInfo: [],
      },
    });
  }

  #neededFor(outputs: readonly string[]): { nodes: NodeProto[]; used: ReadonlySet<string> } {
    const used = new Set(outputs);
    const nodes: NodeProto[] = [];
    for (const node of this.nodes.toReversed()) {
      if (!node.output.some((name) => used.has(name))) continue;
      nodes.push(node);
      for (const name of node.input) used.add(name);
    }
    return { nodes: nodes.toReversed(), used };
  }

  #constant(label: string, tensor: Omit<TensorProto, 'name'>): string {
    const name = PREFIX + label;
    if (!this.initializers.has(name)) this.initializers.set(name, { name, ...tensor });
    return name;
  }
}
