/**
 * Writes one ONNX graph, node by node. Layers (in `layers/`) speak to this class only; networks (in
 * `networks/`) speak to layers.
 *
 * Weights stay where they are: an initialiser names a file, an offset and a length (ONNX external
 * data), so a graph of a 2 GB network has a few hundred kilobytes. Half-precision weights are cast
 * in the graph where the network computes in float32.
 */
import { EaselError } from '#shared/errors/easel-error.ts';
import {
  attributeTypes,
  elementTypes,
  EXTERNAL_LOCATION,
  type AttributeProto,
  type ElementType,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './onnx/model.ts';
import { encodeModel } from './onnx/codec.ts';
import type { StoredTensor, WeightSource } from './weights/weight-source.ts';

/** Opset 21 has GroupNormalization with a scale per channel; opset 22 would not run everywhere. */
const OPSET = 21;
const IR_VERSION = 10;
const CONTRIB = 'com.microsoft';

/** A tensor in the graph: the output of a node, an input, or an initialiser. */
export interface Value {
  readonly name: string;
}

/** A number, or a name for a size that only the run decides. */
export type Dimension = number | string;
type Attribute = number | string | readonly number[] | { readonly int: number };

export interface GraphWriterOptions {
  /** What the network computes in. Inputs and outputs are float32 either way. */
  readonly compute: 'float32' | 'float16';
  /** Named in errors. */
  readonly checkpoint: string;
  /** For errors: the file that the weights come from. */
  readonly file: string;
  /** Has the last word on every stored tensor: what the network uses in its place. */
  readonly change?: WeightChange | undefined;
}

/** @param weight the stored tensor in the network's precision */
export type WeightChange = (graph: GraphWriter, name: string, weight: Value) => Value;

export class GraphWriter {
  readonly options: GraphWriterOptions;
  readonly #weights: WeightSource;
  readonly #nodes: NodeProto[] = [];
  /**
   * What is done to stored tensors before they are used. It stands before all other nodes: of the
   * inputs of a node the runtime computes those written first last, so a tensor is widened just
   * before it is needed instead of all of them before the first product.
   */
  readonly #widened: NodeProto[] = [];
  /** Where the next node goes. */
  #target = this.#nodes;
  readonly #initializers = new Map<string, TensorProto>();
  readonly #casts = new Map<string, Value>();
  readonly #changed = new Map<string, Value>();
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  #count = 0;

  constructor(weights: WeightSource, options: GraphWriterOptions) {
    this.#weights = weights;
    this.options = options;
  }

  /** Arrives as it is given. */
  input(name: string, type: 'float32' | 'int64', dims: readonly Dimension[]): Value {
    this.#inputs.push(describe(name, type, dims));
    return { name };
  }

  /** From float32 to what the network computes in. */
  toPrecision(value: Value): Value {
    return this.options.compute === 'float32' ? value : this.cast(value, this.options.compute);
  }

  /** Gives a tensor of the network's precision out as float32. */
  output(name: string, value: Value, dims: readonly Dimension[]): void {
    this.#outputs.push(describe(name, 'float32', dims));
    if (this.options.compute === 'float32') this.#push('Identity', [value], {}, '', [name]);
    else this.#push('Cast', [value], { to: { int: elementTypes.float32 } }, '', [name]);
  }

  /** An operator of the ONNX standard with one output. */
  op(
    opType: string,
    inputs: readonly (Value | undefined)[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Value {
    return this.#one(opType, inputs, attributes, '');
  }

  /** An operator that ONNX Runtime adds to the standard. */
  contrib(
    opType: string,
    inputs: readonly (Value | undefined)[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Value {
    return this.#one(opType, inputs, attributes, CONTRIB);
  }

  /** @param parts how many of one size, or the size of each */
  split(value: Value, axis: number, parts: number | readonly number[]): readonly Value[] {
    const isEqual = typeof parts === 'number';
    const count = isEqual ? parts : parts.length;
    const names = Array.from({ length: count }, () => this.#fresh('Split'));
    const inputs = isEqual ? [value] : [value, this.ints(...parts)];
    const options: Record<string, Attribute> = { axis: { int: axis } };
    if (isEqual) options['num_outputs'] = { int: count };
    this.#push('Split', inputs, options, '', names);
    return names.map((name) => ({ name }));
  }

  cast(value: Value, type: ElementType): Value {
    return this.op('Cast', [value], { to: { int: elementTypes[type] } });
  }

  /** A list of sizes or indices, int64 [n]. */
  ints(...values: readonly number[]): Value {
    return this.#constant(`ints ${values.join(' ')}`, {
      dims: [values.length],
      dataType: elementTypes.int64,
      int64Data: values,
    });
  }

  /** A number in the network's precision, []. */
  number(value: number): Value {
    const stored = this.#constant(`number ${value}`, {
      dims: [],
      dataType: elementTypes.float32,
      floatData: [value],
    });
    return this.#inPrecision(stored, 'float32');
  }

  /** A row of float32 numbers, [1, n], whatever the network computes in. */
  row(values: readonly number[]): Value {
    return this.#constant(`row ${values.join(' ')}`, {
      dims: [1, values.length],
      dataType: elementTypes.float32,
      floatData: values,
    });
  }

  has(name: string): boolean {
    return this.#weights.find(name) !== undefined;
  }

  /** Sizes of a stored tensor. Throws `checkpoint.damaged` when the file lacks it. */
  dimsOf(name: string): readonly number[] {
    return this.#stored(name).dims;
  }

  /** Whether a matrix is stored as [in, out] instead of [out, in]. */
  isTransposed(name: string): boolean {
    return this.#stored(name).isTransposed === true;
  }

  /**
   * A stored tensor in the network's precision, as it is stored. Throws `checkpoint.damaged` when the file lacks it
   * or holds it in another shape.
   */
  weight(name: string, dims?: readonly number[]): Value {
    const stored = this.#stored(name);
    if (dims !== undefined && dims.join() !== stored.dims.join()) {
      throw this.#damaged(`${name} is [${stored.dims.join(', ')}] instead of [${dims.join(', ')}]`);
    }
    const known = this.#changed.get(name);
    if (known !== undefined) return known;
    if (!this.#initializers.has(name)) this.#initializers.set(name, external(name, stored));
    const weight = this.#inPrecision({ name }, stored.type);
    this.#target = this.#widened;
    const changed = this.options.change?.(this, name, weight) ?? weight;
    this.#target = this.#nodes;
    this.#changed.set(name, changed);
    return changed;
  }

  /**
   * Rows of a stored table by their numbers, in the network's precision: only what is asked for is
   * widened. A table is used as it is stored, without changes.
   *
   * @param indices int64, any shape
   * @returns that shape with the table's width behind it
   */
  rowsOfTable(name: string, indices: Value): Value {
    const stored = this.#stored(name);
    if (!this.#initializers.has(name)) this.#initializers.set(name, external(name, stored));
    const rows = this.op('Gather', [{ name }, indices]);
    return stored.type === this.options.compute ? rows : this.cast(rows, this.options.compute);
  }

  /**
   * Numbers that the graph itself carries, in the network's precision.
   *
   * @param bytes little-endian, in row-major order
   */
  constant(
    name: string,
    type: StoredTensor['type'],
    dims: readonly number[],
    bytes: Uint8Array,
  ): Value {
    const tensor = { dims, dataType: elementTypes[type], rawData: bytes };
    return this.#inPrecision(this.#constant(name, tensor), type);
  }

  /** The finished `.onnx` bytes; the weights stay in their own file. */
  finish(name: string): Uint8Array {
    const model: ModelProto = {
      irVersion: IR_VERSION,
      producerName: 'Easel',
      opsetImport: [
        { domain: '', version: OPSET },
        { domain: CONTRIB, version: 1 },
      ],
      graph: {
        name,
        node: [...this.#widened, ...this.#nodes],
        initializer: [...this.#initializers.values()],
        input: this.#inputs,
        output: this.#outputs,
        valueInfo: [],
      },
    };
    return encodeModel(model);
  }

  #stored(name: string): StoredTensor {
    const stored = this.#weights.find(name);
    if (stored === undefined) throw this.#damaged(`the tensor ${name} is missing`);
    return stored;
  }

  #damaged(reason: string): EaselError {
    const { checkpoint, file } = this.options;
    return new EaselError('checkpoint.damaged', { id: checkpoint, file, reason });
  }

  #inPrecision(value: Value, type: ElementType): Value {
    const { compute } = this.options;
    if (type === compute) return value;
    const known = this.#casts.get(value.name);
    if (known !== undefined) return known;
    const cast = { name: this.#fresh('Cast') };
    const attributes = { to: { int: elementTypes[compute] } };
    this.#widened.push(nodeOf('Cast', [value], attributes, '', [cast.name]));
    this.#casts.set(value.name, cast);
    return cast;
  }

  #constant(name: string, tensor: Omit<TensorProto, 'name'>): Value {
    if (!this.#initializers.has(name)) this.#initializers.set(name, { name, ...tensor });
    return { name };
  }

  #one(
    opType: string,
    inputs: readonly (Value | undefined)[],
    attributes: Readonly<Record<string, Attribute>>,
    domain: string,
  ): Value {
    const name = this.#fresh(opType);
    this.#push(opType, inputs, attributes, domain, [name]);
    return { name };
  }

  #push(
    opType: string,
    inputs: readonly (Value | undefined)[],
    attributes: Readonly<Record<string, Attribute>>,
    domain: string,
    output: readonly string[],
  ): void {
    this.#target.push(nodeOf(opType, inputs, attributes, domain, output));
  }

  #fresh(opType: string): string {
    this.#count += 1;
    return `${opType}.${this.#count}`;
  }
}

function nodeOf(
  opType: string,
  inputs: readonly (Value | undefined)[],
  attributes: Readonly<Record<string, Attribute>>,
  domain: string,
  output: readonly string[],
): NodeProto {
  return {
    name: output[0] ?? opType,
    opType,
    domain,
    input: inputs.map((input) => input?.name ?? ''),
    output,
    attribute: Object.entries(attributes).map(([name, value]) => toAttribute(name, value)),
  };
}

/** Numbers alone are floats; integers are written as `{ int }`, lists of numbers as integers. */
function toAttribute(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number') return { name, type: attributeTypes.float, f: value };
  if (typeof value === 'string') {
    return { name, type: attributeTypes.string, s: new TextEncoder().encode(value) };
  }
  if ('int' in value) return { name, type: attributeTypes.int, i: value.int };
  return { name, type: attributeTypes.ints, ints: value };
}

function external(name: string, stored: StoredTensor): TensorProto {
  return {
    name,
    dims: stored.isTransposed === true ? stored.dims.toReversed() : stored.dims,
    dataType: elementTypes[stored.type],
    dataLocation: EXTERNAL_LOCATION,
    externalData: [
      { key: 'location', value: stored.file },
      { key: 'offset', value: String(stored.offset) },
      { key: 'length', value: String(stored.length) },
    ],
  };
}

function describe(
  name: string,
  type: 'float32' | 'int64',
  dims: readonly Dimension[],
): ValueInfoProto {
  const dim = dims.map((size) =>
    typeof size === 'number' ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}
