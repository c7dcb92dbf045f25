/** Spark taught a style: it learns, goes on after a break to the same numbers, and merges. */
import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GraphDraft } from '#main/engine/trainer/graph/graph-draft.ts';
import { floatTensor } from '#main/engine/trainer/graph/numbers.ts';
import { openDraft } from '#main/engine/trainer/graph/open-draft.ts';
import { insertLora } from '#main/engine/trainer/lora/insert.ts';
import { mergeLora } from '#main/engine/trainer/lora/merge.ts';
import { measureTraining } from '#main/engine/methods/train.ts';
import { openSparkLora, type SparkLoraRun } from '#main/engine/trainer/spark/spark-lora.ts';
import { readTensors, writeTensors } from '#main/engine/trainer/tensor-files.ts';
import { train } from '#main/engine/trainer/train.ts';
import {
  averageOf,
  newState,
  restoreState,
  storedState,
} from '#main/engine/trainer/training-state.ts';
import { loadModel, type TensorData } from '#main/engine/runtime/onnxruntime.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { sparkExamples } from '#tests/support/spark-examples.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { tinyLessons, tinyRecipe } from '#tests/support/tiny-lessons.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';
import { spark } from './support/checkpoints.ts';
import { openEngine } from './support/generate.ts';

const options = { provider: 'cpu', threads: 2 } as const;
const label = { id: 'test', file: 'graph' };
const plain = {
  ...{ rank: 4, alpha: 4, seed: 3, batch: 2, kept: 0 },
  ...{ isMirrored: true, isColourVaried: false },
};
const plan = { warmUp: 2, rate: 3e-3, maxLength: 1, batches: 1, averageDecay: 0.9 };

test('a few steps lower the loss on held-out drawings; a run that was cut off ends the same', async () => {
  const { checkpoint, examples } = await sparkExamples(10, 5);
  const folder = temporaryFolder();
  const path = join(folder, 'run.safetensors');
  const open = (): Promise<SparkLoraRun> =>
    openSparkLora(
      checkpoint,
      { examples: examples.slice(0, 8), kept: [] },
      { ...plain, adversarialWeight: 0 },
      options,
    );
  const whole = await open();
  const before = await whole.heldOutLoss(examples.slice(8));
  await train(whole.graph, whole.state, { ...plan, steps: 10 }, whole.draw, async ({ step }) => {
    if (step === 6) await writeTensors(path, storedState(whole.state), { step: String(step) });
  });
  expect(await whole.heldOutLoss(examples.slice(8))).toBeLessThan(before * 0.97);

  const resumed = await open();
  const { tensors, metadata } = await readTensors(path, label);
  restoreState(resumed.state, tensors, Number(metadata['step']));
  await train(resumed.graph, resumed.state, { ...plan, steps: 10 }, resumed.draw, () => undefined);
  const [wanted, found] = [whole, resumed].map(({ state }) => storedState(state));
  expect(found!.every(({ data }, at) => data.every((x, i) => x === wanted![at]!.data[i]))).toBe(
    true,
  );
  await Promise.all([whole.release(), resumed.release()]);
});

test('a discriminator learns along, goes on after a break to the same numbers, and is no part of the result', async () => {
  const { checkpoint, examples } = await sparkExamples(4, 5);
  const open = (adversarialWeight: number): Promise<SparkLoraRun> =>
    openSparkLora(checkpoint, { examples, kept: [] }, { ...plain, adversarialWeight }, options);
  const whole = await open(0.5);
  const losses: number[] = [];
  let half: ReturnType<typeof storedState> = [];
  await train(whole.graph, whole.state, { ...plan, steps: 4 }, whole.draw, ({ step, loss }) => {
    losses.push(loss);
    if (step === 2) {
      half = storedState(whole.state).map((tensor) => ({ ...tensor, data: tensor.data.slice() }));
    }
  });
  const [without, resumed] = [await open(0), await open(0.5)];
  // L_G counts, and what is judged by is the same as without it.
  const first = await without.graph.gradients(without.draw(0));
  expect(losses[0]).toBeGreaterThan(first.loss + 0.01);
  const fresh = await resumed.graph.loss(resumed.draw(0));
  expect(fresh.loss).toBeCloseTo(first.loss, 4);
  expect(averageOf(whole.state).size).toBe(averageOf(without.state).size);
  const moved = [...whole.state.trainables].filter(([name]) => whole.state.isHelper(name));
  expect(moved).toHaveLength(9);
  const begun = resumed.state.trainables;
  expect(moved.some(([name, { data }]) => data[0] !== begun.get(name)!.data[0])).toBe(true);

  restoreState(resumed.state, new Map(half.map((tensor) => [tensor.name, tensor])), 2);
  await train(resumed.graph, resumed.state, { ...plan, steps: 4 }, resumed.draw, () => undefined);
  const [wanted, found] = [whole, resumed].map(({ state }) => storedState(state));
  expect(found!.every(({ data }, at) => data.every((x, i) => x === wanted![at]!.data[i]))).toBe(
    true,
  );
  await Promise.all([whole, without, resumed].map((run) => run.release()));
});

test('a state of other tensors is refused and changes nothing', async () => {
  const draft = GraphDraft.empty();
  draft.input('x', 'float32', [1, 3]);
  draft.initializers.set('w', floatTensor('w', [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6)));
  draft.op('MatMul', ['x', 'w']);
  const state = newState(insertLora(draft, { rank: 1, alpha: 1, seed: 1 }));
  const kept = storedState(state).map(({ data }) => data.slice());
  expect(() => restoreState(state, new Map(), 5)).toThrow('the kept run has no w.lora_down.weight');
  expect(storedState(state).map(({ data }) => data)).toEqual(kept);
  expect(state.step).toBe(0);
});

test('merged into the weights, an adapter gives what it gave beside them', async () => {
  const bytes = readFileSync('resources/models/spark/unet/model.onnx');
  const beside = openDraft(bytes);
  const adapter = insertLora(beside, { rank: 4, alpha: 8, seed: 2 });
  const random = new TorchRandom(4);
  for (const { data } of adapter.values())
    data.set(random.normal(data.length).map((x) => x * 0.05));
  const merged = openDraft(bytes);
  const changed = mergeLora(merged, adapter, 2);
  expect(changed).toHaveLength(adapter.size / 2);
  const feeds: Record<string, TensorData> = {
    sample: waveTensor([1, 4, 32, 32]),
    timestep: { data: Float32Array.of(0.4), dims: [1] },
    encoder_hidden_states: waveTensor([1, 32, 192], 0.21, 0.003, 0.1),
    attention_mask: { data: new Float32Array(32).fill(1), dims: [1, 32] },
    clip_embeds: waveTensor([1, 256], 0.7),
  };
  const run = async (
    draft: GraphDraft,
    more: Record<string, TensorData>,
  ): Promise<Float32Array> => {
    const model = await loadModel(draft.encode(['out_sample']), options, label);
    const { out_sample: out } = await model.run({ ...feeds, ...more });
    await model.release();
    return out?.data as Float32Array;
  };
  const [one, other, plain] = [
    await run(beside, Object.fromEntries(adapter)),
    await run(merged, {}),
    await run(openDraft(bytes), {}),
  ];
  const apart = (a: Float32Array, b: Float32Array): number =>
    a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
  expect(apart(one, other)).toBeLessThan(1e-3);
  expect(apart(one, plain)).toBeGreaterThan(0.05);
});

test('a checkpoint that cannot be written leaves the one before', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'run.safetensors');
  await writeTensors(path, [{ name: 'a', dims: [2], data: Float32Array.of(1, 2) }], {});
  // The name of the unfinished file is taken by a folder, so nothing can be written there.
  await mkdir(`${path}.part`);
  await writeFile(join(`${path}.part`, 'x'), '');
  await expect(writeTensors(path, [], {})).rejects.toThrow();
  const { tensors } = await readTensors(path, label);
  expect([...(tensors.get('a')?.data ?? [])]).toEqual([1, 2]);
  expect(await readdir(folder)).toContain('run.safetensors');
});

test('measuring ends soon after it is cancelled, wherever it is', async () => {
  const context = await openEngine(1);
  const control = new AbortController();
  const pictures = tinyLessons(6);
  const recipe = tinyRecipe({ preservation: 0.5 });
  const measured = measureTraining(
    context,
    { checkpoint: spark, recipe, pictures },
    control.signal,
  );
  const ended = measured.then(
    () => 'measured',
    (error: unknown) => (isCancellation(error) ? 'cancelled' : error),
  );
  // In the midst of what takes longest: drawing what the base can do.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const before = process.cpuUsage();
  control.abort();
  expect(await ended).toBe('cancelled');
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(2);
});
