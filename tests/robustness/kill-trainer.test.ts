/** kill -9 of the trainer at any moment: the run goes on from what it kept, to the same numbers. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Recipe } from '#shared/domain/training.ts';
import type { TrainEvent, TrainParams, TrainResult } from '#shared/engine-protocol/training.ts';
import { STATE_FILE } from '#shared/engine-protocol/training.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { tinyLessons, tinyRecipe } from '#tests/support/tiny-lessons.ts';
import { tinySpark } from '../engine/support/checkpoints.ts';
import { EngineProcess } from '../engine/support/engine-process.ts';

const STEPS = 8;
/** What is taught, and how often it is killed: each time costs a start of the engine. */
const lessons: readonly { kills: number; changes: Partial<Recipe> }[] = [
  { kills: 2, changes: {} },
  {
    kills: 1,
    changes: { teaches: 'words', trigger: '', samplePrompts: [], isColourVaried: false },
  },
];
/** Several starts of the engine, which steps back for whatever else goes on. */
const timeout = 180_000;

function paramsFor(folder: string, changes: Partial<Recipe> = {}): TrainParams {
  mkdirSync(folder, { recursive: true });
  return {
    ...{ checkpoint: tinySpark, painter: tinySpark, pictures: tinyLessons(6) },
    recipe: tinyRecipe({ steps: STEPS, ...changes }),
    ...{ folder, isEnding: false, rhythm: { judgeEvery: 3, sampleEvery: 4, keepEveryMs: 0 } },
  };
}

/** Undefined where it was killed: when so many events had come. */
async function run(params: TrainParams, killAfter = Infinity): Promise<TrainResult | undefined> {
  const engine = await EngineProcess.open(1);
  let heard = 0;
  engine.child.on('message', (message: { type: string }) => {
    heard += message.type === 'event' ? 1 : 0;
    if (heard >= killAfter) engine.child.kill('SIGKILL');
  });
  try {
    const answer = await Promise.race([
      engine.answer(engine.ask('train', params)),
      engine.exited.then(() => undefined),
    ]).catch(() => undefined);
    if (answer === undefined) return undefined;
    if (answer.type !== 'result') throw new Error(JSON.stringify(answer));
    return answer.value as TrainResult;
  } finally {
    engine.child.kill('SIGKILL');
  }
}

test.for(lessons)('a killed run ends as one that never was', { timeout }, async (lesson) => {
  const root = temporaryFolder();
  const whole = await run(paramsFor(join(root, 'whole'), lesson.changes));
  expect(whole).toMatchObject({ ended: 'whole', step: STEPS });

  const params = paramsFor(join(root, 'killed'), lesson.changes);
  const random = seededRandom(2026);
  let kills = 0;
  let result: TrainResult | undefined;
  while (result === undefined) {
    // What was begun may be left half-written; it is not what is gone on from.
    writeFileSync(join(params.folder, `${STATE_FILE}.part`), 'half');
    result = await run(params, kills < lesson.kills ? 2 + random(14) : Infinity);
    if (result === undefined) kills += 1;
  }
  expect(kills).toBe(lesson.kills);
  expect(result).toEqual(whole);
  const bytes = (name: string): Buffer => readFileSync(join(root, name, STATE_FILE));
  expect(bytes('killed').equals(bytes('whole'))).toBe(true);
});

test(
  'a state that cannot be kept ends the run and leaves the one before',
  { timeout },
  async () => {
    const params = paramsFor(join(temporaryFolder(), 'full'));
    const engine = await EngineProcess.open(1);
    let blocked: Buffer | undefined;
    engine.child.on('message', (message: { type: string; event?: TrainEvent }) => {
      if (message.event?.type !== 'kept' || blocked !== undefined) return;
      blocked = readFileSync(join(params.folder, STATE_FILE));
      // The name of the unfinished file is taken by a folder, so nothing can be written there.
      mkdirSync(join(params.folder, `${STATE_FILE}.part`, 'x'), { recursive: true });
    });
    const answer = await engine.answer(engine.ask('train', params));
    expect(answer.type).toBe('error');
    expect(readFileSync(join(params.folder, STATE_FILE)).equals(blocked!)).toBe(true);
    engine.child.kill('SIGKILL');

    rmSync(join(params.folder, `${STATE_FILE}.part`), { recursive: true });
    expect(await run(params)).toMatchObject({ ended: 'whole', step: STEPS });
  },
);
