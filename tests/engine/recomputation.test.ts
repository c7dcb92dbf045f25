/** Blocks computed again on the way back: the same gradients, and the runtime does not join the copies. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { decodeModel } from '#main/engine/graph/onnx/codec.ts';
import { adapterLayerOf, isTaughtLayer } from '#main/engine/trainer/diffusion/adapter-file.ts';
import { differentiate } from '#main/engine/trainer/differentiate.ts';
import { measureShapes } from '#main/engine/trainer/graph/measure-shapes.ts';
import { openDraft } from '#main/engine/trainer/graph/open-draft.ts';
import { insertLora } from '#main/engine/trainer/lora/insert.ts';
import { keptBytes } from '#main/engine/trainer/recomputed-blocks.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { tinyFolder } from '#tests/support/tiny-diffusion.ts';
import { encodeTinyGraph, tinyGraphs } from '#tests/support/tiny-graphs.ts';

const options = { provider: 'cpu', threads: 1, weightsFolder: tinyFolder } as const;
const session = { model_external_initializers_file_folder_path: tinyFolder };

/** The gradients of two layers of attention by adapters, and what is left of the graph when the runtime has improved it. */
async function learn(isAgain: boolean) {
  const graph = tinyGraphs['transformer']!;
  const { feeds, output } = graph;
  const draft = openDraft(await encodeTinyGraph(graph));
  const lora = { rank: 2, alpha: 2, seed: 3, isChosen: isTaughtLayer, nameOf: adapterLayerOf };
  const trainables = insertLora(draft, lora);
  for (const [name, { data }] of trainables) {
    if (name.includes('lora_up')) data.forEach((_, at) => (data[at] = Math.sin(at) / 4));
  }
  const square = draft.op('Mul', [output, output]);
  const loss = draft.op('ReduceMean', [square], { keepdims: { int: 0 } });
  const given = { ...feeds, ...Object.fromEntries(trainables) };
  const shapes = await measureShapes(draft, given, options);
  const there = [...draft.nodes];
  const plan = isAgain ? { areWeightsWidened: false } : undefined;
  const names = differentiate(draft, loss, [...trainables.keys()], shapes, plan);
  const kept = keptBytes(there, draft.nodes.slice(there.length), shapes);

  const path = join(temporaryFolder(), 'improved.onnx');
  const model = await ort.InferenceSession.create(draft.encode([loss, ...names.values()]), {
    ...{ graphOptimizationLevel: 'basic', optimizedModelFilePath: path, logSeverityLevel: 3 },
    ...{ intraOpNumThreads: 1, extra: { session } },
  });
  const tensors = model.inputNames.map((name) => {
    const { data, dims } = given[name as keyof typeof given]!;
    return [name, new ort.Tensor(data as Float32Array, dims)] as const;
  });
  const results = await model.run(Object.fromEntries(tensors));
  await model.release();
  const improved = decodeModel(readFileSync(path)).graph.node;
  return {
    kept,
    gradients: [...names].map(([name, gradient]) => {
      const { data } = results[gradient]!;
      return `${name} ${createHash('sha256')
        .update(data as Float32Array)
        .digest('hex')}`;
    }),
    attentions: improved.filter(({ opType }) => opType === 'MultiHeadAttention').length,
  };
}

test('gradients are the same to the bit, and less is kept', async () => {
  const [kept, again] = [await learn(false), await learn(true)];
  expect(again.gradients).toEqual(kept.gradients);
  expect(again.attentions).toBeGreaterThan(kept.attentions);
  expect(again.kept).toBeLessThan(kept.kept * 0.9);
});
