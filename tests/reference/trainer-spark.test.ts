/**
 * Spark's own graphs, differentiated, against PyTorch's autograd (make_trainer_gradients.py) and
 * against differences of their losses along random directions.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differentiate } from '#main/engine/trainer/differentiate.ts';
import { measureShapes } from '#main/engine/trainer/graph/measure-shapes.ts';
import { floatsOf } from '#main/engine/trainer/graph/numbers.ts';
import { openDraft } from '#main/engine/trainer/graph/open-draft.ts';
import { loadModel, type TensorData } from '#main/engine/runtime/onnxruntime.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';

interface Reference {
  readonly graphs: Readonly<
    Record<string, { loss: number; gradients: Record<string, [length: number, product: number]> }>
  >;
}
const reference = JSON.parse(
  readFileSync(new URL('fixtures/trainer-gradients.json', import.meta.url), 'utf8'),
) as Reference;

const options = { provider: 'cpu', threads: 2 } as const;
/** Gradients that are zero but for rounding, as those by what softmax takes no notice of. */
const FLOOR = 1e-5;
const label = { id: 'spark', file: 'test' };
const ids = {
  data: BigInt64Array.from({ length: 64 }, (_, index) => BigInt(index % 32 < 6 ? 5 + index : 0)),
  dims: [2, 32],
};
const mask = Float32Array.from({ length: 64 }, (_, index) => (index % 32 < 6 ? 1 : 0));
const unitWave = waveTensor([2, 256], 0.7).data.map((value) => value / 8);

interface Trained {
  readonly path: string;
  readonly output: string;
  readonly unused?: readonly string[];
  readonly feeds: Readonly<Record<string, TensorData>>;
}

const graphs: readonly Trained[] = [
  {
    path: 'unet/model.onnx',
    output: 'out_sample',
    feeds: {
      sample: waveTensor([2, 4, 32, 32]),
      timestep: { data: Float32Array.of(0.3, 0.7), dims: [2] },
      encoder_hidden_states: waveTensor([2, 32, 192], 0.21, 0.003, 0.1),
      attention_mask: { data: mask, dims: [2, 32] },
      clip_embeds: { data: unitWave, dims: [2, 256] },
    },
  },
  {
    path: 'text_encoder/model.onnx',
    output: 'last_hidden_state',
    // Its other output's.
    unused: ['tower.project.weight'],
    feeds: { input_ids: ids },
  },
  { path: 'clip/text_model.onnx', output: 'text_embeds', feeds: { input_ids: ids } },
  {
    path: 'clip/vision_model.onnx',
    output: 'image_embeds',
    feeds: { pixel_values: waveTensor([2, 3, 64, 64]) },
  },
];

test.for(graphs)('$path, every weight trained', async ({ path, output, feeds, unused = [] }) => {
  const draft = openDraft(readFileSync(`resources/models/spark/${path}`));
  const weights: Record<string, TensorData & { readonly data: Float32Array }> = {};
  for (const tensor of [...draft.initializers.values()]) {
    const data = tensor.dims.length > 0 ? floatsOf(tensor) : undefined;
    if (data === undefined || tensor.name === 'frequencies') continue;
    weights[tensor.name] = { data, dims: tensor.dims };
    draft.initializers.delete(tensor.name);
    draft.input(tensor.name, 'float32', tensor.dims);
  }
  const all = Object.keys(weights);
  const plain = await measureShapes(draft, { ...feeds, ...weights }, options);
  const target = draft.input('target', 'float32', plain.get(output)!);
  const given = { ...feeds, target: waveTensor(plain.get(output)!, 0.13) };
  const difference = draft.op('Sub', [output, target]);
  const loss = draft.op('ReduceMean', [draft.op('Mul', [difference, difference])], {
    keepdims: { int: 0 },
  });
  const shapes = await measureShapes(draft, { ...given, ...weights }, options);
  const gradients = differentiate(draft, loss, all, shapes);
  const names = [...gradients.keys()];
  expect(all.filter((name) => !gradients.has(name))).toEqual(unused);

  const model = await loadModel(
    draft.encode([output, loss, ...gradients.values()]),
    options,
    label,
  );
  const forward = await loadModel(draft.encode([output]), options, label);
  const results = await model.run({ ...given, ...weights });
  const wanted = reference.graphs[path]!;
  expect(Math.abs(Number(results[loss]?.data[0]) / wanted.loss - 1)).toBeLessThan(1e-4);
  expect(Object.keys(wanted.gradients).toSorted()).toEqual(names.toSorted());
  const far = names.filter((name) => {
    const gradient = results[gradients.get(name)!]!.data as Float32Array;
    const [length, product] = wanted.gradients[name]!;
    const own = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
    const wave = waveTensor([gradient.length], 0.7).data;
    const along = gradient.reduce((sum, value, index) => sum + value * wave[index]!, 0);
    // A product may nearly vanish, so it is judged by the length that it is a part of.
    return (
      Math.max(Math.abs(own - length), Math.abs(along - product)) > 1e-4 * Math.max(length, FLOOR)
    );
  });
  expect(far).toEqual([]);
  const random = new TorchRandom(3);
  for (let trial = 0; trial < 3; trial += 1) {
    const directions = names.map((name) => random.normal(weights[name]!.data.length));
    // Along the gradient as well, so that what is compared is no small remainder of large sums.
    let slope = 0;
    names.forEach((name, index) => {
      const gradient = results[gradients.get(name)!]!.data as Float32Array;
      const scale = Math.hypot(...gradient.subarray(0, 1000)) / 4;
      const direction = directions[index]!;
      for (let at = 0; at < gradient.length; at += 1) {
        direction[at] = gradient[at]! + scale * direction[at]! * 0.05;
        slope += gradient[at]! * direction[at]!;
      }
    });
    const size = Math.hypot(...directions.map((each) => Math.hypot(...sums(each))));
    const step = 0.01 / size;
    const at = async (amount: number): Promise<number> => {
      const moved = names.map((name, index) => [
        name,
        {
          dims: weights[name]!.dims,
          data: weights[name]!.data.map((value, i) => value + amount * directions[index]![i]!),
        },
      ]);
      const out = (await forward.run({ ...feeds, ...Object.fromEntries(moved) }))[output]!;
      return meanSquare(out.data as Float32Array, given.target.data);
    };
    const measured = ((await at(step)) - (await at(-step))) / (2 * step);
    expect(Math.abs(measured / slope - 1)).toBeLessThan(5e-3);
  }
  await Promise.all([model.release(), forward.release()]);
});

function meanSquare(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + (value - b[index]!) ** 2, 0) / a.length;
}

/** Few numbers whose length is that of many: a call takes no more arguments than the stack holds. */
function sums(values: Float32Array): [number] {
  return [Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))];
}
