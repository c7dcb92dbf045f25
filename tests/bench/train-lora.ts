/**
 * Teaches Spark a style that it has never seen and says what it costs and brings:
 * `node tests/bench/train-lora.ts [steps] [rate] [rank] [file]`; the adapter is kept in `file`.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { openSparkLora } from '#main/engine/trainer/spark-lora.ts';
import { writeTensors } from '#main/engine/trainer/tensor-files.ts';
import { train } from '#main/engine/trainer/train.ts';
import { describeSparkAdapter } from '#shared/safetensors/spark-adapter.ts';
import { sparkExamples } from '#tests/support/spark-examples.ts';

const [steps = 200, rate = 1e-3, rank = 8] = process.argv.slice(2, 5).map(Number);
const file = process.argv[5];
const threads = Math.min(availableParallelism(), 8);
const { checkpoint, examples } = await sparkExamples(20, 5);
const held = examples.slice(15);
const plan = { rank, alpha: rank, seed: 1, batch: 4 };
const options = { provider: 'cpu', threads } as const;
const run = await openSparkLora(checkpoint, examples.slice(0, 15), plan, options);
const weights = [...run.state.trainables.values()].reduce((sum, { data }) => sum + data.length, 0);
const before = await run.heldOutLoss(held);
console.log(`${weights} weights, held-out loss ${before.toFixed(4)}`);
const began = performance.now();
await train(
  run.graph,
  run.state,
  { steps, warmUp: 10, rate, maxLength: 1, batches: 1, averageDecay: 0.98 },
  run.draw,
  async ({ step, loss, length }) => {
    if (step % Math.ceil(steps / 8) !== 0) return;
    const seconds = (performance.now() - began) / 1000;
    const now = await run.heldOutLoss(held);
    const change = `${(100 * (now / before - 1)).toFixed(1)} %`;
    console.log(
      `step ${step}, ${seconds.toFixed(0)} s, loss ${loss.toFixed(4)}, gradient ${length.toFixed(3)}, held out ${now.toFixed(4)} (${change})`,
    );
  },
);
await run.graph.release();
if (file !== undefined) {
  const { path } = await checkpoint.part('unet');
  const metadata = describeSparkAdapter({
    base: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
    ...{ scale: 1, title: 'Hatchwork', trigger: 'hatchwork', license: 'MIT', data: '' },
    recipe: JSON.stringify({ ...plan, steps, rate }),
  });
  const tensors = [...run.state.trainables].map(([name, tensor]) => ({ name, ...tensor }));
  await writeTensors(file, tensors, metadata);
}
