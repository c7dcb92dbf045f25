/**
 * Kills the trainer of real Spark at random moments and says whether the run ends as one that never was:
 * `node tests/bench/kill-trainer.ts [kills] [steps]`. The tolerance is none: the kept state, which is the
 * weights, both moments and the average, must be the same bytes, and so must the verdict.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forkLauncher } from '#main/adapters/engine-link/fork-launcher.ts';
import { EngineSupervisor } from '#main/adapters/engine-link/engine-supervisor.ts';
import {
  STATE_FILE,
  type TrainParams,
  type TrainResult,
} from '#shared/engine-protocol/training.ts';
import { spark } from '#tests/engine/support/checkpoints.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { tinyLessons, tinyRecipe } from '#tests/support/tiny-lessons.ts';

const [kills = 20, steps = 12] = process.argv.slice(2).map(Number);
const root = mkdtempSync(join(tmpdir(), 'easel-kill-'));
const random = seededRandom(2026);

function paramsFor(name: string): TrainParams {
  const folder = join(root, name);
  mkdirSync(folder);
  const recipe = tinyRecipe({ steps, preservation: 0 });
  return {
    ...{ checkpoint: spark, recipe, pictures: tinyLessons(5), folder, isEnding: false },
    rhythm: { judgeEvery: Math.ceil(steps / 2), sampleEvery: steps, keepEveryMs: 0 },
  };
}

interface Attempt {
  /** Undefined where it was killed. */
  readonly result: TrainResult | undefined;
  readonly step: number;
  /** Milliseconds until the first step was made, and until the last. */
  readonly times: readonly [first: number, last: number];
}

async function attempt(params: TrainParams, killAfterMs?: number): Promise<Attempt> {
  const options = { device: 'cpu', memoryBudgetBytes: 1 << 30, threads: 1 } as const;
  const trainer = new EngineSupervisor(forkLauncher(), options);
  await trainer.describe();
  const pid = await trainer.pid();
  const began = performance.now();
  const times: [number, number] = [0, 0];
  let step = 0;
  const kill = (): void => {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  };
  const timer = killAfterMs === undefined ? undefined : setTimeout(kill, killAfterMs);
  const result = await trainer
    .train(params, {
      onEvent(event) {
        if (event.type !== 'step' && event.type !== 'begins') return;
        ({ step } = event);
        times[1] = performance.now() - began;
        if (times[0] === 0 && event.type === 'step') [, times[0]] = times;
      },
    })
    .catch(() => undefined);
  clearTimeout(timer);
  await trainer.close();
  return { result, step, times };
}

const whole = paramsFor('whole');
const wanted = await attempt(whole);
const [first, last] = wanted.times;
const stepMs = (last - first) / (steps - 1);
console.log(
  `uninterrupted: ${steps} steps, the first after ${Math.round(first)} ms, then ${Math.round(stepMs)} ms each`,
);
const bytes = (params: TrainParams): Buffer => readFileSync(join(params.folder, STATE_FILE));

// Few steps lie between two kills, so that many kills fall upon one run; and it is begun anew until
// there were enough.
let done = 0;
let isSame = true;
for (let round = 1; done < kills; round += 1) {
  const killed = paramsFor(`killed-${round}`);
  let result: TrainResult | undefined;
  while (result === undefined) {
    const after = done < kills ? (random(1000) / 1000) * (first + 3 * stepMs) : undefined;
    const outcome = await attempt(killed, after);
    ({ result } = outcome);
    if (result !== undefined) break;
    done += 1;
    console.log(`kill ${done}: after ${Math.round(after ?? 0)} ms, at step ${outcome.step}`);
  }
  const ends =
    bytes(whole).equals(bytes(killed)) && JSON.stringify(result) === JSON.stringify(wanted.result);
  isSame &&= ends;
  console.log(`run ${round}, ${done} kills so far: ${ends ? 'the same bytes' : 'OTHER numbers'}`);
}
rmSync(root, { recursive: true });
process.exit(isSame ? 0 : 1);
