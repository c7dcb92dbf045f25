/** Runs that are paused wherever they are: they end at once, and go on to the numbers of one that never was. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { trainRun } from '#main/engine/methods/train.ts';
import { askToEnd } from '#main/engine/trainer/run/endings.ts';
import {
  STATE_FILE,
  type MeasureTrainingParams,
  type TrainEvent,
  type TrainResult,
} from '#shared/engine-protocol/training.ts';
import { writeMicroFolder } from '#tests/support/micro-checkpoint.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { tinyLessons, tinyRecipe } from '#tests/support/tiny-lessons.ts';
import { tinySpark } from './support/checkpoints.ts';
import { openEngine } from './support/generate.ts';

const STEPS = 6;

let context: EngineContext;
beforeAll(async () => {
  context = await openEngine(1);
});

const pictures = tinyLessons(5);
const lessons: Record<string, () => MeasureTrainingParams> = {
  style: () => ({ checkpoint: tinySpark, pictures, recipe: tinyRecipe({ steps: STEPS }) }),
  words: () => ({
    ...{ checkpoint: tinySpark, painter: tinySpark, pictures },
    recipe: tinyRecipe({
      ...{ teaches: 'words', trigger: '', samplePrompts: [], isColourVaried: false, steps: STEPS },
    }),
  }),
  'Stable Diffusion': () => {
    const folder = join(temporaryFolder(), 'micro');
    writeMicroFolder(folder, { _class_name: 'DDPMScheduler' });
    const checkpoint = { id: 'micro', folder, layout: 'diffusers' } as const;
    const recipe = tinyRecipe({ steps: STEPS, side: 64, preservation: 0.34 });
    return { checkpoint, pictures, recipe, ranker: tinySpark };
  },
};

/** Whatever a run is about, in the order in which it comes to it. */
const moments: readonly ((event: TrainEvent, step: number) => boolean)[] = [
  (event, step) => event.type === 'phase' && event.phase === 'sampling' && step === 0,
  (event, step) => event.type === 'point' && step === 0,
  (_, step) => step === 1,
  (event, step) => event.type === 'phase' && event.phase === 'judging' && step === 3,
  (event, step) => event.type === 'phase' && event.phase === 'sampling' && step === 4,
  (event, step) => event.type === 'phase' && event.phase === 'judging' && step === STEPS,
];

async function run(
  params: MeasureTrainingParams,
  folder: string,
  isTime: (event: TrainEvent, step: number) => boolean = () => false,
  sampledAt = new Set<number>(),
): Promise<TrainResult> {
  const rhythm = { judgeEvery: 3, sampleEvery: 4, keepEveryMs: 1e9 };
  let step = 0;
  const emit = (event: TrainEvent): void => {
    if (event.type === 'begins' || event.type === 'step') ({ step } = event);
    if (event.type === 'sample') sampledAt.add(event.step);
    if (isTime(event, step)) askToEnd(folder, 'pause');
  };
  const asked = { ...params, folder, isEnding: false, rhythm };
  return trainRun(context, asked, emit, new AbortController().signal);
}

test.for(Object.keys(lessons))('%s', { timeout: 240_000 }, async (what) => {
  const params = lessons[what]!();
  const [whole, paused] = [temporaryFolder(), temporaryFolder()];
  const wanted = await run(params, whole);
  expect(wanted).toMatchObject({ ended: 'whole', step: STEPS });
  expect(wanted.verdict?.unrelated).toBeDefined();

  const steps: number[] = [];
  const sampledAt = new Set<number>();
  for (const isTime of moments) {
    const { ended, step } = await run(params, paused, isTime, sampledAt);
    expect(ended).toBe('paused');
    steps.push(step);
  }
  expect(steps).toEqual([0, 0, 1, 3, 4, STEPS]);
  expect(await run(params, paused)).toEqual(wanted);
  expect([...sampledAt]).toEqual(what === 'words' ? [] : [0, 4]);
  const [kept, again] = [whole, paused].map((folder) => readFileSync(join(folder, STATE_FILE)));
  expect(again!.equals(kept!)).toBe(true);
});
