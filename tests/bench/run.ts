/**
 * What Easel's own code costs on top of the runtime, as ratios taken in one process so that a busy
 * machine slows both sides alike.
 *
 *     npm run bench            npm run bench -- <checkpoint folder>
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createEngineContext } from '#main/engine/engine-context.ts';
import { methods } from '#main/engine/methods/index.ts';
import { rankCandidates } from '#main/engine/rank/rank-candidates.ts';
import { checkpointManifestSchema } from '#shared/domain/checkpoint.ts';
import type { GenerateParams } from '#shared/engine-protocol/messages.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { normalise } from '#shared/numeric/vector.ts';
import { timeFirstResult } from './first-result.ts';
import { prepareRawRuns } from './raw-runs.ts';

const GOAL = 1.1;
const ROUNDS = 7;
const COUNT = 8;
const GROUP = 4;

const folder =
  process.argv[2] ?? fileURLToPath(new URL('../../resources/models/spark', import.meta.url));
const manifest = checkpointManifestSchema.parse(
  JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')),
);
const { steps, guidanceScale } = manifest.defaults;
const threads = Math.min(availableParallelism(), 8);
const signal = new AbortController().signal;
const prompt = [{ text: 'a red apple', weight: 1 }];
const params: GenerateParams = {
  checkpoint: { id: manifest.id, folder },
  candidates: Array.from({ length: COUNT }, (_, index) => ({ index, seed: 7 + index, prompt })),
  negativePrompt: [],
  steps,
  guidanceScale,
  scheduler: 'flow-match-euler',
  width: manifest.native.width,
  height: manifest.native.height,
  diversity: 0.3,
  previewIntervalMs: 250,
};

const context = await createEngineContext({ device: 'cpu', memoryBudgetBytes: 1 << 30, threads });
const generate = () => methods.generate(context, params, () => undefined, signal);
const groups = [...Array<number>(COUNT / GROUP)].fill(GROUP);
const rawRuns = await prepareRawRuns(folder, manifest, { groups, steps, threads });
await generate();

const ratios: number[] = [];
const walls: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const raw = await timed(rawRuns);
  const whole = await timed(generate);
  ratios.push(whole / raw);
  walls.push(whole);
  line(
    `round ${round + 1}`,
    `${ms(whole)} generation, ${ms(raw)} bare runs, ${(whole / raw).toFixed(3)}`,
  );
}
const ratio = median(ratios);
line(`${COUNT} candidates, ${steps} steps`, `${ms(median(walls))} (median)`);
line('generation : bare runs', `${ratio.toFixed(3)} (goal at most ${GOAL.toFixed(2)})`);

const random = new TorchRandom(1);
const candidates = Array.from({ length: 64 }, (_, index) => ({
  index,
  embedding: normalise(random.normal(manifest.clip.dimensions)),
  cosine: random.uniform(),
}));
const calibrationFor = () => manifest.clip.calibration;
const ranking = await best(() => rankCandidates(candidates, { diversity: 0.3, calibrationFor }));
line('ranking 64 candidates', ms(ranking));
const text = 'a red apple on a table '.repeat(87).slice(0, 2000);
const counting = await best(() =>
  methods.countTokens(context, { checkpoint: params.checkpoint, text }, () => undefined, signal),
);
line('tokens of 2,000 characters', ms(counting));
const noise = await best(() => new TorchRandom(7).normal(4096));
line('noise of one candidate', ms(noise));

const cold = await timeFirstResult(params);
line('cold engine to first picture', ms(cold.first));
line(`cold engine to ${COUNT} ranked`, ms(cold.ranked));
process.exitCode = ratio <= GOAL ? 0 : 1;

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function best(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 20; round += 1) times.push(await timed(work));
  return Math.min(...times);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function ms(value: number): string {
  return value < 10 ? `${value.toFixed(2)} ms` : `${Math.round(value)} ms`;
}

function line(name: string, value: string): void {
  process.stdout.write(`${name.padEnd(32)}${value}\n`);
}
