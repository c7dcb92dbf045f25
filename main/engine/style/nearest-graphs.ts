/** Graphs that find, for many points, the nearest of many others. */
import type { EngineContext } from '#main/engine/engine-context.ts';
import { encodeModel } from '#main/engine/graph/onnx/codec.ts';
import {
  attributeTypes,
  elementTypes,
  type AttributeProto,
  type ModelProto,
  type NodeProto,
  type ValueInfoProto,
} from '#main/engine/graph/onnx/model.ts';
import { loadModel, type Model, type TensorData } from '#main/engine/runtime/onnxruntime.ts';

/**
 * Points of one run. What a run makes between is so many times the others large, and is made and read
 * once: small enough to stay near the processor.
 */
const TILE = 256;
const BYTES = 1 << 26;
const LABEL = { id: 'style', file: 'nearest.onnx' };

export interface Points {
  /** float32 [dimensions, count] */
  readonly data: Float32Array;
  readonly count: number;
}

export interface NearestGraphs {
  /**
   * Squared distance of each of the others to the nearest point: float32 [others.count].
   *
   * @param rest is awaited many times a second, and throws when the work is no longer wanted
   */
  reach(points: Points, others: Points, rest: () => Promise<void>): Promise<Float32Array>;
  /**
   * For each point the other with the least squared distance times its weight.
   *
   * @param weights float32 [others.count]
   */
  nearest(
    points: Points,
    others: Points,
    weights: Float32Array,
    rest: () => Promise<void>,
  ): Promise<Uint32Array>;
}

export async function loadNearestGraphs(context: EngineContext): Promise<NearestGraphs> {
  const { models, provider, threads } = context;
  const load = (kind: 'reach' | 'nearest'): Promise<Model> =>
    models.get(`${provider} style ${kind}`, BYTES, () =>
      loadModel(graphOf(kind), { provider, threads }, LABEL),
    );
  const [reaching, finding] = await Promise.all([load('reach'), load('nearest')]);
  return {
    async reach(points, others, rest) {
      const all = columnsOf(others);
      const least = new Float32Array(others.count).fill(Infinity);
      for (const rows of tilesOf(points)) {
        await rest();
        const { y } = await reaching.run({ points: rows, others: all });
        const found = y?.data as Float32Array;
        for (let at = 0; at < least.length; at += 1) least[at] = Math.min(least[at]!, found[at]!);
      }
      return least;
    },
    async nearest(points, others, weights, rest) {
      const all = columnsOf(others, weights);
      const out = new Uint32Array(points.count);
      let from = 0;
      for (const rows of tilesOf(points)) {
        await rest();
        const { y } = await finding.run({ points: rows, others: all });
        const found = y?.data as BigInt64Array;
        for (let at = 0; at < found.length; at += 1) out[from + at] = Number(found[at]);
        from += found.length;
      }
      return out;
    },
  };
}

/**
 * |p|² + |o|² − 2 p·o as one product of matrices, whose rows are (p, |p|², 1) and whose columns are
 * (−2 o, 1, |o|²), times a weight: nothing is left to do but to look for the least.
 */
const ADDED = 2;

/** Parts of the points, as rows: float32 [n, dimensions + 2]. */
function* tilesOf({ data, count }: Points): Generator<TensorData> {
  const dimensions = data.length / count;
  const width = dimensions + ADDED;
  for (let start = 0; start < count; start += TILE) {
    const many = Math.min(TILE, count - start);
    const rows = new Float32Array(many * width);
    for (let at = 0; at < many; at += 1) {
      let square = 0;
      for (let dimension = 0; dimension < dimensions; dimension += 1) {
        const value = data[dimension * count + start + at]!;
        rows[at * width + dimension] = value;
        square += value * value;
      }
      rows[at * width + dimensions] = square;
      rows[at * width + dimensions + 1] = 1;
    }
    yield { data: rows, dims: [many, width] };
  }
}

/** float32 [dimensions + 2, count] */
function columnsOf({ data, count }: Points, weights?: Float32Array): TensorData {
  const dimensions = data.length / count;
  const columns = new Float32Array((dimensions + ADDED) * count);
  for (let at = 0; at < count; at += 1) {
    const weight = weights === undefined ? 1 : weights[at]!;
    let square = 0;
    for (let dimension = 0; dimension < dimensions; dimension += 1) {
      const value = data[dimension * count + at]!;
      columns[dimension * count + at] = -2 * value * weight;
      square += value * value;
    }
    columns[dimensions * count + at] = weight;
    columns[(dimensions + 1) * count + at] = square * weight;
  }
  return { data: columns, dims: [dimensions + ADDED, count] };
}

function graphOf(kind: 'reach' | 'nearest'): Uint8Array {
  const model: ModelProto = {
    irVersion: 8,
    producerName: 'Easel',
    opsetImport: [{ domain: '', version: 18 }],
    graph: {
      name: kind,
      node: [
        node('MatMul', ['points', 'others'], 'square'),
        kind === 'reach'
          ? node('ReduceMin', ['square', 'first'], 'y', [int('keepdims', 0)])
          : node('ArgMin', ['square'], 'y', [int('axis', 1), int('keepdims', 0)]),
      ],
      initializer:
        kind === 'reach'
          ? [{ name: 'first', dims: [1], dataType: elementTypes.int64, int64Data: [0] }]
          : [],
      input: [tensor('points', ['n', 'dimensions']), tensor('others', ['dimensions', 'm'])],
      output: [kind === 'reach' ? tensor('y', ['m']) : tensor('y', ['n'], 'int64')],
      valueInfo: [],
    },
  };
  return encodeModel(model);
}

function node(
  opType: string,
  input: readonly string[],
  output: string,
  attribute: readonly AttributeProto[] = [],
): NodeProto {
  return { name: output, opType, domain: '', input, output: [output], attribute };
}

function int(name: string, value: number): AttributeProto {
  return { name, type: attributeTypes.int, i: value };
}

function tensor(
  name: string,
  dims: readonly (number | string)[],
  type: 'float32' | 'int64' = 'float32',
): ValueInfoProto {
  const dim = dims.map((size) =>
    typeof size === 'number' ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}
