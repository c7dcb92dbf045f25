/**
 * The processor time of one step that teaches Spark a LoRA, beside PyTorch's of the same network, rows and
 * threads, in turns, so that a busy machine slows both alike:
 * `node tests/bench/teach-step.ts [python] [threads] [rows]`. The goal is 0.8 of PyTorch's speed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openSparkLora } from '#main/engine/trainer/spark/spark-lora.ts';
import { train } from '#main/engine/trainer/train.ts';
import { sparkExamples } from '#tests/support/spark-examples.ts';

const [python = 'python3', threadsAsked = '1', rowsAsked = '8'] = process.argv.slice(2);
const [threads, rows] = [Number(threadsAsked), Number(rowsAsked)];
const [RANK, STEPS, ROUNDS] = [8, 4, 5];

const { checkpoint, examples } = await sparkExamples(10, 5);
const plan = { rank: RANK, alpha: RANK, seed: 3, batch: rows, kept: 0, adversarialWeight: 0 };
const run = await openSparkLora(
  checkpoint,
  { examples, kept: [] },
  { ...plan, isMirrored: false, isColourVaried: false },
  { provider: 'cpu', threads },
);
const { graph, state, draw } = run;
const course = { warmUp: 1, rate: 1e-4, maxLength: 1, batches: 1, averageDecay: 0.98 };
const go = (): Promise<void> =>
  train(graph, state, { ...course, steps: state.step + STEPS }, draw, () => undefined);
await go();
const trained = [...state.trainables.values()].reduce((sum, { data }) => sum + data.length, 0);

const script = join(import.meta.dirname, 'lora_step.py');
const other = spawn(python, [script, ...[rows, RANK, threads, STEPS].map(String)], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const lines = createInterface(other.stdout);
const line = async <Value>(): Promise<Value> =>
  JSON.parse(String((await once(lines, 'line'))[0])) as Value;
const theirs = await line<{ trained: number }>();
console.log(`trained numbers: ${trained} here, ${theirs.trained} in PyTorch`);

const pairs: [number, number][] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const before = process.cpuUsage();
  await go();
  const { user, system } = process.cpuUsage(before);
  const answer = line<{ seconds: number }>();
  other.stdin.write('go\n');
  const own = (user + system) / 1e6 / STEPS;
  pairs.push([own, (await answer).seconds]);
}
other.stdin.end();
const middle = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const [own, torch] = [0, 1].map((side) => middle(pairs.map((pair) => pair[side]!)));
console.log(
  `${threads} thread(s), ${rows} rows: ${own!.toFixed(3)} s here, ${torch!.toFixed(3)} s in PyTorch`,
);
console.log(`speed: ${middle(pairs.map(([a, b]) => b / a)).toFixed(2)} of PyTorch's`);
process.exit(0);
