/** Ten thousand damaged and lying `.onnx` files: each is loaded or refused by its code. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { loadForeignGraph, lookAtGraph } from '#main/engine/checkpoint/load-foreign-graph.ts';
import { decodeModel, encodeModel } from '#main/engine/graph/onnx/codec.ts';
import { GraphFault, MAX_NODES, measureGraph } from '#main/engine/graph/onnx/measure-graph.ts';
import { partOfModel } from '#main/engine/graph/onnx/part-of-model.ts';
import {
  attributeTypes,
  elementTypes,
  EXTERNAL_LOCATION,
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '#main/engine/graph/onnx/model.ts';
import { loadModel } from '#main/engine/runtime/onnxruntime.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { damagedBytes, liarsSizes } from '#tests/support/damaged-bytes.ts';

const ROUNDS = 10_000;
/** The runtime reads one of so many: it needs a millisecond for each. */
const LOADED_EVERY = 10;
/** What the process may grow by over all of them; one lie believed would be more. */
const MAX_GROWTH = 400 << 20;
const label = { id: 'hostile', file: 'model.onnx' };

const folder = mkdtempSync(join(tmpdir(), 'easel-hostile-'));
const path = join(folder, 'model.onnx');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Measures the bytes as the engine does before it reads a graph of others, then reads them. */
function lookAt(bytes: Uint8Array): void {
  try {
    measureGraph({
      size: bytes.length,
      read: (offset, length) => bytes.subarray(offset, offset + length),
    });
  } catch (error) {
    if (!(error instanceof GraphFault)) throw error;
    return;
  }
  readAsWhole(bytes);
}

/** @returns the code of the refusal, or `loaded` */
async function load(source: Uint8Array | string): Promise<string> {
  try {
    const options = { provider: 'cpu', threads: 1, weightsFolder: folder } as const;
    const model =
      typeof source === 'string'
        ? await loadForeignGraph(source, options, label)
        : await loadModel(source, { ...options, maxFoldedBytes: 1 << 20 }, label);
    await model.release();
    return 'loaded';
  } catch (error) {
    if (!(error instanceof EaselError)) throw error;
    return error.code;
  }
}

/** What protobufjs throws is an Error that `onnx-towers.ts` gives a code to. */
function readAsWhole(bytes: Uint8Array): void {
  let model;
  try {
    model = decodeModel(bytes);
  } catch {
    return;
  }
  partOfModel(
    model,
    model.graph.output.map(({ name }) => name),
  );
}

function value(name: string, dims: readonly (number | string)[]): ValueInfoProto {
  const dim = dims.map((size) =>
    typeof size === 'number' ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType: elementTypes.float32, shape: { dim } } } };
}

function node(
  opType: string,
  input: readonly string[],
  output: string,
  attribute: readonly AttributeProto[] = [],
): NodeProto {
  return { name: output, opType, input, output: [output], attribute };
}

const floats = (...values: number[]): Uint8Array =>
  new Uint8Array(Float32Array.from(values).buffer);
const branch = (opType: string): GraphProto => ({
  name: opType,
  node: [node(opType, ['sum'], `${opType}.out`)],
  initializer: [],
  input: [],
  output: [value(`${opType}.out`, ['n', 4])],
  valueInfo: [],
});

/** Numbers inside and beside it, a node that carries some, zeros to be made, and subgraphs. */
function graphWith(
  inside: Partial<TensorProto>,
  beside: { location: string; offset: string; length: string; dims: readonly number[] },
  zeros: readonly number[],
): ModelProto {
  const carried = {
    name: '',
    dims: [4],
    dataType: elementTypes.float32,
    rawData: floats(1, 2, 3, 4),
  };
  return {
    irVersion: 9,
    producerName: 'a stranger',
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'tower',
      node: [
        node('Constant', [], 'carried', [
          { name: 'value', type: attributeTypes.tensor, t: carried },
        ]),
        node('ConstantOfShape', ['sizes'], 'zeros'),
        node('MatMul', ['pixels', 'weight'], 'product'),
        node('Add', ['product', 'bias'], 'shifted'),
        node('Add', ['shifted', 'carried'], 'grown'),
        node('Add', ['grown', 'zeros'], 'sum'),
        node('If', ['is'], 'embeds', [
          { name: 'then_branch', type: attributeTypes.graph, g: branch('Neg') },
          { name: 'else_branch', type: attributeTypes.graph, g: branch('Exp') },
        ]),
      ],
      initializer: [
        {
          name: 'weight',
          dims: [2, 4],
          dataType: elementTypes.float32,
          rawData: floats(1, 2, 3, 4, 5, 6, 7, 8),
          ...inside,
        },
        {
          name: 'bias',
          dims: beside.dims,
          dataType: elementTypes.float32,
          dataLocation: EXTERNAL_LOCATION,
          externalData: [
            { key: 'location', value: beside.location },
            { key: 'offset', value: beside.offset },
            { key: 'length', value: beside.length },
          ],
        },
        { name: 'sizes', dims: [zeros.length], dataType: elementTypes.int64, int64Data: zeros },
        { name: 'is', dims: [], dataType: elementTypes.bool, int32Data: [1] },
      ],
      input: [value('pixels', ['n', 2])],
      output: [value('embeds', ['n', 4])],
      valueInfo: [],
    },
  };
}

const DATA = 'model.onnx_data';
const honest = { location: DATA, offset: '0', length: '16', dims: [4] };
writeFileSync(join(folder, DATA), floats(1, 2, 3, 4));
const good = encodeModel(graphWith({}, honest, [4]));

const numbers = fc.oneof(
  fc.constantFrom('', '-1', '1e9', '18446744073709551616'),
  liarsSizes.map(String),
);
const lying = fc
  .record({
    inside: fc.record(
      {
        dims: fc.array(liarsSizes, { maxLength: 3 }),
        dataType: fc.nat(30),
        rawData: fc.uint8Array({ maxLength: 40 }),
        dataLocation: fc.nat(2),
      },
      { requiredKeys: [] },
    ),
    beside: fc.record({
      location: fc.constantFrom(DATA, 'none', '', '.', '/etc/hostname', `../${DATA}`, 'model.onnx'),
      offset: numbers,
      length: numbers,
      dims: fc.array(liarsSizes, { maxLength: 2 }),
    }),
    zeros: fc.array(liarsSizes, { maxLength: 3 }),
    isHonest: fc.constantFrom('inside', 'beside', 'zeros', 'nothing'),
  })
  .map(({ inside, beside, zeros, isHonest }) =>
    encodeModel(
      graphWith(
        isHonest === 'inside' ? {} : inside,
        isHonest === 'inside' || isHonest === 'zeros' ? honest : beside,
        isHonest === 'zeros' ? zeros : [4],
      ),
    ),
  );

test('ten thousand files that were damaged or lie', async () => {
  expect(await load(good)).toBe('loaded');
  const before = process.memoryUsage.rss();
  const outcomes = new Map<string, number>();
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(damagedBytes(good), lying), async (bytes) => {
      lookAt(bytes);
      round += 1;
      if (round % LOADED_EVERY > 0) return;
      const outcome = await load(bytes);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }),
    { numRuns: ROUNDS, seed: 20261128 },
  );
  expect(round).toBe(ROUNDS);
  for (const outcome of outcomes.keys()) {
    expect(['loaded', 'checkpoint.damaged', 'engine.out-of-memory']).toContain(outcome);
  }
  expect(outcomes.get('loaded')).toBeGreaterThan(0);
  expect(outcomes.get('checkpoint.damaged')).toBeGreaterThan(0);
  expect(process.memoryUsage.rss() - before).toBeLessThan(MAX_GROWTH);
});

test.each([
  ['more nodes than any network has', [0x0a, 0], MAX_NODES + 1, /nodes/],
  ['more parts than any network has', [0x2a, 0], 2_000_001, /too many parts/],
])('%s are not read at all', async (_, part, count, reason) => {
  const inside = Buffer.alloc(count * 2, Buffer.from(part));
  writeFileSync(path, framed(7, inside));
  await expect(
    loadForeignGraph(path, { provider: 'cpu', threads: 1 }, label),
  ).rejects.toMatchObject({
    code: 'checkpoint.damaged',
    params: { reason: expect.stringMatching(reason) as string },
  });
});

test('subgraphs that nest without end are refused, not followed', () => {
  let graph: Buffer = Buffer.alloc(0);
  for (let depth = 0; depth < 2_000; depth += 1) graph = framed(1, framed(5, framed(6, graph)));
  writeFileSync(path, framed(7, graph));
  expect(() => lookAtGraph(path, label)).toThrow(EaselError);
});

test('gigabytes of zeros are not made while a graph is loaded', async () => {
  const before = process.resourceUsage().maxRSS;
  writeFileSync(path, encodeModel(graphWith({}, honest, [64 << 20, 4])));
  expect(await load(path)).toBe('loaded');
  expect((process.resourceUsage().maxRSS - before) * 1024).toBeLessThan(256 << 20);
});

/** A field of a message that is a message: its tag, its length, its bytes. */
function framed(field: number, content: Buffer): Buffer {
  const head = [(field << 3) | 2];
  let left = content.length;
  for (; left > 127; left >>>= 7) head.push((left & 127) | 128);
  return Buffer.concat([Buffer.from([...head, left]), content]);
}
