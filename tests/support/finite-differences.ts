/** Gradients that the trainer writes against differences of the graph's own output. */
import { expect } from 'vitest';
import { differentiate } from '#main/engine/trainer/differentiate.ts';
import { GraphDraft } from '#main/engine/trainer/graph/graph-draft.ts';
import { floatTensor } from '#main/engine/trainer/graph/numbers.ts';
import { measureShapes } from '#main/engine/trainer/graph/measure-shapes.ts';
import { loadModel, type TensorData } from '#main/engine/runtime/onnxruntime.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';

const options = { provider: 'cpu', threads: 1 } as const;
const label = { id: 'test', file: 'graph' };
const STEP = 5e-3;
const TOLERANCE = 1e-3;
/** Elements of each tensor that are moved. */
const TRIED = 12;

interface Case {
  /** Float32 inputs and their sizes; all of them are differentiated by. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Adds the operator to the graph and gives its output. */
  readonly build: (draft: GraphDraft) => string;
  /** Changes the random numbers, for operators that are not defined everywhere. */
  readonly value?: (random: number) => number;
  /** Numbers that are not differentiated by. */
  readonly fixed?: Readonly<Record<string, TensorData>>;
}

/** The loss is a sum of all outputs with random weights, so that no error cancels. */
export async function expectTrueGradients({ inputs, build, value, fixed }: Case): Promise<void> {
  const random = new TorchRandom(7);
  const numbers = (count: number): Float32Array =>
    random.normal(count).map((number) => value?.(number) ?? number);
  const draft = GraphDraft.empty(21);
  const feeds: Record<string, TensorData> = { ...fixed };
  for (const [name, dims] of Object.entries(inputs)) {
    draft.input(name, 'float32', dims);
    feeds[name] = { data: numbers(dims.reduce((product, size) => product * size, 1)), dims };
  }
  for (const [name, { data, dims }] of Object.entries(fixed ?? {})) {
    draft.input(name, data instanceof Float32Array ? 'float32' : 'int64', dims);
  }
  const output = build(draft);
  const dims = (await measureShapes(draft, feeds, options)).get(output) ?? [];
  const weights = random.normal(dims.reduce((product, size) => product * size, 1));
  draft.initializers.set('weights', floatTensor('weights', dims, weights));
  const weighted = draft.op('Mul', [output, 'weights']);
  const loss = draft.op('ReduceSum', [weighted], { keepdims: { int: 0 } });
  const shapes = await measureShapes(draft, feeds, options);
  const gradients = differentiate(draft, loss, Object.keys(inputs), shapes);
  expect([...gradients.keys()]).toEqual(Object.keys(inputs));

  const forward = await loadModel(draft.encode([output]), options, label);
  const backward = await loadModel(draft.encode([...gradients.values()]), options, label);
  const only = (names: readonly { readonly name: string }[]): Record<string, TensorData> =>
    Object.fromEntries(names.map(({ name }) => [name, feeds[name]!]));
  const results = await backward.run(only(backward.inputs));
  const measure = async (): Promise<number> => {
    const { data = [] } = (await forward.run(only(forward.inputs)))[output] ?? {};
    return weights.reduce((sum, weight, index) => sum + weight * Number(data[index]), 0);
  };
  for (const [name, dims] of Object.entries(inputs)) {
    const result = results[gradients.get(name)!]!;
    expect(result.dims).toEqual(dims);
    const found = result.data as Float32Array;
    const data = feeds[name]!.data as Float32Array;
    const scale = found.reduce((most, number) => Math.max(most, Math.abs(number)), 0.1);
    const stride = Math.max(1, Math.floor(data.length / TRIED));
    for (let index = 0; index < data.length; index += stride) {
      const kept = data[index]!;
      data[index] = kept + STEP;
      const high = data[index]!;
      const above = await measure();
      data[index] = kept - STEP;
      const slope = (above - (await measure())) / (high - data[index]!);
      data[index] = kept;
      expect(Math.abs(slope - found[index]!) / scale, `${name}[${index}]`).toBeLessThan(TOLERANCE);
    }
  }
  await Promise.all([forward.release(), backward.release()]);
}
