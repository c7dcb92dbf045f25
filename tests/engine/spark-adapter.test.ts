/** An adapter of our trainer, from its file to the pictures that Spark makes with it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import { loadSparkModels } from '#main/engine/pipelines/spark/spark-models.ts';
import { openDraft } from '#main/engine/trainer/graph/open-draft.ts';
import { insertLora } from '#main/engine/trainer/lora/insert.ts';
import { writeTensors } from '#main/engine/trainer/tensor-files.ts';
import { loadModel } from '#main/engine/runtime/onnxruntime.ts';
import type { LoraRef } from '#shared/engine-protocol/messages.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { describeSparkAdapter } from '#shared/safetensors/spark-adapter.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';
import { spark } from './support/checkpoints.ts';
import { generate, hashesOf, openEngine, request } from './support/generate.ts';

const unet = join(spark.folder, 'unet/model.onnx');

async function writeAdapter(base?: string) {
  const bytes = readFileSync(unet);
  const draft = openDraft(bytes);
  const adapter = insertLora(draft, { rank: 4, alpha: 8, seed: 2 });
  const random = new TorchRandom(4);
  for (const { data } of adapter.values()) {
    data.set(random.normal(data.length).map((value) => value * 0.05));
  }
  const path = join(temporaryFolder(), 'look.safetensors');
  await writeTensors(
    path,
    [...adapter].map(([name, tensor]) => ({ name, ...tensor })),
    describeSparkAdapter({
      base: base ?? createHash('sha256').update(bytes).digest('hex'),
      scale: 2,
      ...{ title: 'Look', trigger: 'hatchwork', license: '', recipe: '{}', data: '' },
    }),
  );
  return { draft, adapter, ref: { name: 'look', path, weight: 1 } };
}

test('the network that pictures are made with computes what the trainer computed', async () => {
  const { draft, adapter, ref } = await writeAdapter();
  const context = await openEngine();
  const checkpoint = await openCheckpoint(spark);
  const { unet: adapted } = await loadSparkModels(context, checkpoint, [ref]);
  const { unet: plain } = await loadSparkModels(context, checkpoint);
  const feeds = {
    sample: waveTensor([1, 4, 32, 32]),
    timestep: { data: Float32Array.of(0.4), dims: [1] },
    encoder_hidden_states: waveTensor([1, 32, 192], 0.21, 0.003, 0.1),
    attention_mask: { data: new Float32Array(32).fill(1), dims: [1, 32] },
    clip_embeds: waveTensor([1, 256], 0.7),
  };
  const label = { id: 'test', file: 'graph' };
  const own = await loadModel(draft.encode(['out_sample']), { provider: 'cpu', threads: 2 }, label);
  const [wanted, found, without] = await Promise.all([
    own.run({ ...feeds, ...Object.fromEntries(adapter) }),
    adapted.run(feeds),
    plain.run(feeds),
  ]);
  const apart = (a = wanted, b = found): number => {
    const others = b['out_sample']!.data as Float32Array;
    return (a['out_sample']!.data as Float32Array).reduce(
      (most, value, index) => Math.max(most, Math.abs(value - others[index]!)),
      0,
    );
  };
  expect(apart(wanted, found)).toBeLessThan(1e-3);
  expect(apart(found, without)).toBeGreaterThan(0.05);
  expect((await loadSparkModels(context, checkpoint, [ref])).unet).toBe(adapted);
  await Promise.all([own.release(), context.models.clear()]);
});

test('it changes pictures by its weight, and other weights refuse it', async () => {
  const { ref } = await writeAdapter();
  const context = await openEngine();
  const drawn = async (weight?: number): Promise<string[]> => {
    const loras = weight === undefined ? [] : [{ ...ref, weight }];
    const params = request(1, { checkpoint: spark, steps: 2, loras });
    return hashesOf((await generate(context, params)).candidates);
  };
  const [plain, full, half] = [await drawn(), await drawn(1), await drawn(0.5)];
  expect(new Set([plain[0], full[0], half[0]]).size).toBe(3);
  expect(await drawn()).toEqual(plain);
  const { ref: foreign } = await writeAdapter('0'.repeat(64));
  await expect(
    generate(context, request(1, { checkpoint: spark, steps: 2, loras: [foreign] })),
  ).rejects.toMatchObject({ code: 'lora.other-base' });

  // The network of few steps takes what its teacher was taught, and nothing else.
  const few = { checkpoint: spark, steps: 2, guidanceScale: 1 };
  const soon = async (loras: readonly LoraRef[]): Promise<string[]> =>
    hashesOf((await generate(context, request(1, { ...few, loras }))).candidates);
  expect(await soon([ref])).not.toEqual(await soon([]));
  await expect(soon([foreign])).rejects.toMatchObject({ code: 'lora.other-base' });
  await context.models.clear();
});
