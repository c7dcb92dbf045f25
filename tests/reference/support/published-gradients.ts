/** Gradients by every weight of a tiny network, against those that PyTorch's autograd gave. */
import { expect } from 'vitest';
import { differentiate } from '#main/engine/trainer/differentiate.ts';
import { foldSizes } from '#main/engine/trainer/graph/fold-sizes.ts';
import { measureShapes } from '#main/engine/trainer/graph/measure-shapes.ts';
import { openDraft } from '#main/engine/trainer/graph/open-draft.ts';
import { loadModel, type TensorData } from '#main/engine/runtime/onnxruntime.ts';
import { encodeTinyGraph, numbersOf, type TinyGraph } from '#tests/support/tiny-graphs.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';

/** Of the mean square of what the output differs from a wave. */
export interface PublishedGradients {
  readonly loss: number;
  /** Of each weight in the order of names: the length, and the product with a wave. */
  readonly gradients: readonly (readonly [length: number, product: number])[];
}

const options = { provider: 'cpu', threads: 1, isRunOnce: true } as const;
const label = { id: 'tiny', file: 'test' };
/** Gradients that are zero but for rounding, as those by what a normalisation takes no notice of. */
const FLOOR = 1e-5;

/** Within 1e-4 of each length, and the loss falls along them as steeply as they say. */
export async function expectPublishedGradients(
  graph: TinyGraph,
  wanted: PublishedGradients,
): Promise<void> {
  const { feeds, output } = graph;
  const draft = openDraft(await encodeTinyGraph(graph));
  const weights: Record<string, TensorData & { readonly data: Float32Array }> = {};
  for (const tensor of [...draft.initializers.values()]) {
    const data = numbersOf(tensor, graph.folder);
    if (data === undefined) continue;
    weights[tensor.name] = { data, dims: tensor.dims };
    draft.initializers.delete(tensor.name);
    draft.input(tensor.name, 'float32', tensor.dims);
  }
  const names = Object.keys(weights).toSorted((a, b) => (a < b ? -1 : 1));
  const dims = (await measureShapes(draft, { ...feeds, ...weights }, options)).get(output)!;
  draft.input('wanted', 'float32', dims);
  const given = { ...feeds, wanted: waveTensor(dims, 0.13) };
  const difference = draft.op('Sub', [output, 'wanted']);
  const square = draft.op('Mul', [difference, difference]);
  const loss = draft.op('ReduceMean', [square], { keepdims: { int: 0 } });
  const shapes = await measureShapes(draft, { ...given, ...weights }, options);
  foldSizes(draft, shapes);
  const forward = await loadModel(draft.encode([loss]), options, label);
  const gradients = differentiate(draft, loss, names, shapes);
  const backward = await loadModel(draft.encode([loss, ...gradients.values()]), options, label);

  const results = await backward.run({ ...given, ...weights });
  const found = names.map((each) => results[gradients.get(each)!]!.data as Float32Array);
  expect(Math.abs(Number(results[loss]?.data[0]) / wanted.loss - 1)).toBeLessThan(1e-4);
  expect(names).toHaveLength(wanted.gradients.length);
  const far = names.filter((_, at) => {
    const gradient = found[at]!;
    const [length, product] = wanted.gradients[at]!;
    const wave = waveTensor([gradient.length], 0.7).data;
    const along = gradient.reduce((sum, value, index) => sum + value * wave[index]!, 0);
    // A product may nearly vanish, so it is judged by the length that it is a part of.
    const apart = Math.max(Math.abs(lengthOf(gradient) - length), Math.abs(along - product));
    return apart > 1e-4 * Math.max(length, FLOOR);
  });
  expect(far).toEqual([]);

  // Along the gradient itself the slope is the square of its length.
  const slope = found.reduce((sum, each) => sum + lengthOf(each) ** 2, 0);
  const step = 0.005 / Math.sqrt(slope);
  const lossAt = async (amount: number): Promise<number> => {
    const moved = names.map((each, at) => {
      const { data, dims: own } = weights[each]!;
      const values = data.map((value, index) => value + amount * found[at]![index]!);
      return [each, { data: values, dims: own }];
    });
    const out = await forward.run({ ...given, ...(Object.fromEntries(moved) as typeof weights) });
    return Number(out[loss]?.data[0]);
  };
  const measured = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
  expect(Math.abs(measured / slope - 1)).toBeLessThan(5e-3);
  await Promise.all([backward.release(), forward.release()]);
}

function lengthOf(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
