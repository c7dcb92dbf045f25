/**
 * Kills the trainer of real Spark at random moments and says whether the run ends as one that never was:
 * `node tests/bench/kill-trainer.ts [kills] [steps]`. The tolerance is none: the kept state, which is the
 * weights, both moments and the average, must be the same bytes, and so must the verdict.
 */
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
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

const [kills = 20, steps = 10] = process.argv.slice(2).map(Number);
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

/** Undefined where it was killed. */
async function attempt(
  params: TrainParams,
  killAfterMs = Infinity,
): Promise<{ result: TrainResult | undefined; step: number }> {
  const options = { device: 'cpu', memoryBudgetBytes: 1 << 30, threads: 1 } as const;
  const trainer = new EngineSupervisor(forkLauncher(), options);
  await trainer.describe();
  const pid = await trainer.pid();
  let step = 0;
  const timer = setTimeout(
    () => {
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    },
    Math.min(killAfterMs, 2 ** 31 - 1),
  );
  const result = await trainer
    .train(params, {
      onEvent(event) {
        if (event.type === 'step' || event.type === 'begins') ({ step } = event);
      },
    })
    .catch(() => undefined);
  clearTimeout(timer);
  await trainer.close();
  return { result, step };
}

const whole = paramsFor('whole');
const began = performance.now();
const wanted = await attempt(whole);
const wholeMs = performance.now() - began;
console.log(`uninterrupted: ${steps} steps, ${(wholeMs / 1000).toFixed(0)} s`);

const killed = paramsFor('killed');
let result: TrainResult | undefined;
let done = 0;
while (result === undefined) {
  const after = done < kills ? (random(1000) / 1000) * wholeMs * 0.8 : Infinity;
  const outcome = await attempt(killed, after);
  ({ result } = outcome);
  if (result === undefined) {
    done += 1;
    console.log(`kill ${done}: after ${(after / 1000).toFixed(1)} s, at step ${outcome.step}`);
  }
}
const bytes = (params: TrainParams): Buffer => readFileSync(join(params.folder, STATE_FILE));
const isSame =
  bytes(whole).equals(bytes(killed)) && JSON.stringify(result) === JSON.stringify(wanted.result);
console.log(`${done} kills: ${isSame ? 'the same bytes' : 'OTHER numbers'}`);
process.exit(isSame ? 0 : 1);
