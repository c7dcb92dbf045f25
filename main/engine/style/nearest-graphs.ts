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
import { loadModel, type Model } from '#main/engine/runtime/onnxruntime.ts';

/** Points of one run: what it makes between is so many times the others large. */
const TILE = 1024;
const BYTES = 1 << 26;
const LABEL = { id: 'style', file: 'nearest.onnx' };

export interface Points {
  /** float32 [dimensions, count] */
  readonly data: Float32Array;
  readonly count: number;
}

export interface NearestGraphs {
  /** Squared distance of each of the others to the nearest point: float32 [others.count]. */
  reach(points: Points, others: Points): Promise<Float32Array>;
  /**
   * For each point the other with the least squared distance times its weight.
   *
   * @param weights float32 [others.count]
   */
  nearest(points: Points, others: Points, weights: Float32Array): Promise<Uint32Array>;
}

export async function loadNearestGraphs(context: EngineContext): Promise<NearestGraphs> {
  const { models, provider, threads } = context;
  const load = (kind: 'reach' | 'nearest'): Promise<Model> =>
    models.get(`${provider} style ${kind}`, BYTES, () =>
      loadModel(graphOf(kind), { provider, threads }, LABEL),
    );
  const [reaching, finding] = await Promise.all([load('reach'), load('nearest')]);
  return {
    async reach(points, others) {
      const least = new Float32Array(others.count).fill(Infinity);
      for (const tile of tilesOf(points)) {
        const { y } = await reaching.run(feedsOf(tile, others));
        const found = y?.data as Float32Array;
        for (let at = 0; at < least.length; at += 1) least[at] = Math.min(least[at]!, found[at]!);
      }
      return least;
    },
    async nearest(points, others, weights) {
      const out = new Uint32Array(points.count);
      const weight = { data: weights, dims: [1, others.count] };
      let from = 0;
      for (const tile of tilesOf(points)) {
        const { y } = await finding.run({ ...feedsOf(tile, others), weight });
        const found = y?.data as BigInt64Array;
        for (let at = 0; at < found.length; at += 1) out[from + at] = Number(found[at]);
        from += found.length;
      }
      return out;
    },
  };
}

/** Parts of the points, as rows: float32 [n, dimensions]. */
function* tilesOf({ data, count }: Points): Generator<{ rows: Float32Array; count: number }> {
  const dimensions = data.length / count;
  for (let start = 0; start < count; start += TILE) {
    const many = Math.min(TILE, count - start);
    const rows = new Float32Array(many * dimensions);
    for (let dimension = 0; dimension < dimensions; dimension += 1) {
      for (let at = 0; at < many; at += 1) {
        rows[at * dimensions + dimension] = data[dimension * count + start + at]!;
      }
    }
    yield { rows, count: many };
  }
}

function feedsOf(
  tile: { readonly rows: Float32Array; readonly count: number },
  others: Points,
): Record<string, { data: Float32Array; dims: number[] }> {
  const dimensions = tile.rows.length / tile.count;
  return {
    points: { data: tile.rows, dims: [tile.count, dimensions] },
    others: { data: others.data, dims: [dimensions, others.count] },
  };
}

/** |p|² + |o|² − 2 p·o, then what is asked of it. */
function graphOf(kind: 'reach' | 'nearest'): Uint8Array {
  const nodes: NodeProto[] = [
    node('Mul', ['points', 'points'], 'pp'),
    node('ReduceSum', ['pp', 'last'], 'p2', [int('keepdims', 1)]),
    node('Mul', ['others', 'others'], 'oo'),
    node('ReduceSum', ['oo', 'first'], 'o2', [int('keepdims', 1)]),
    node('MatMul', ['points', 'others'], 'po'),
    node('Mul', ['po', 'minus2'], 'po2'),
    node('Add', ['po2', 'o2'], 'partly'),
    node('Add', ['partly', 'p2'], 'square'),
    ...(kind === 'reach'
      ? [node('ReduceMin', ['square', 'first'], 'y', [int('keepdims', 0)])]
      : [
          node('Mul', ['square', 'weight'], 'weighted'),
          node('ArgMin', ['weighted'], 'y', [int('axis', 1), int('keepdims', 0)]),
        ]),
  ];
  const model: ModelProto = {
    irVersion: 8,
    producerName: 'Easel',
    opsetImport: [{ domain: '', version: 18 }],
    graph: {
      name: kind,
      node: nodes,
      initializer: [
        { name: 'first', dims: [1], dataType: elementTypes.int64, int64Data: [0] },
        { name: 'last', dims: [1], dataType: elementTypes.int64, int64Data: [1] },
        { name: 'minus2', dims: [], dataType: elementTypes.float32, floatData: [-2] },
      ],
      input: [
        tensor('points', ['n', 'dimensions']),
        tensor('others', ['dimensions', 'm']),
        ...(kind === 'nearest' ? [tensor('weight', [1, 'm'])] : []),
      ],
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
