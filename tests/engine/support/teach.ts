/** Community checkpoints as tests teach them: a few steps on pictures of one colour each. */
import { trainRun } from '#main/engine/methods/train.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { openCourse } from '#main/engine/trainer/run/open-course.ts';
import { readPoint } from '#main/engine/trainer/run/run-files.ts';
import type { Feeds } from '#main/engine/trainer/training-graph.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import type {
  MeasureTrainingParams,
  TrainEvent,
  TrainResult,
} from '#shared/engine-protocol/training.ts';
import type { Recipe } from '#shared/domain/training.ts';
import { tinyLessons, tinyRecipe } from '#tests/support/tiny-lessons.ts';
import { expect } from 'vitest';
import { tinySpark } from './checkpoints.ts';

export const TAUGHT_STEPS = 6;
const { signal: never } = new AbortController();

/** Compared by the CLIP of the tiny Spark. */
export function lessonsFor(
  checkpoint: CheckpointRef,
  changes: Partial<Recipe> = {},
): MeasureTrainingParams {
  const recipe = tinyRecipe({
    ...{ steps: TAUGHT_STEPS, side: 64, learningRate: 5e-3, preservation: 0.34 },
    ...{ isColourVaried: false, ...changes },
  });
  return { checkpoint, recipe, pictures: tinyLessons(5), ranker: tinySpark };
}

/** Judged in the middle and at the end, drawn at the end, kept all the time. */
export async function teach(
  context: EngineContext,
  params: MeasureTrainingParams,
  folder: string,
  emit: (event: TrainEvent) => void = () => undefined,
  stop: AbortSignal = never,
): Promise<TrainResult> {
  const rhythm = { judgeEvery: 3, sampleEvery: TAUGHT_STEPS, keepEveryMs: 0 };
  return trainRun(context, { ...params, folder, isEnding: false, rhythm }, emit, stop);
}

/** Teaches to the end: held-out losses fall from first to last look, and what is drawn is as large as was asked. */
export async function expectToLearn(
  context: EngineContext,
  params: MeasureTrainingParams,
  folder: string,
): Promise<void> {
  const events: TrainEvent[] = [];
  const result = await teach(context, params, folder, (event) => events.push(event));
  expect(result).toMatchObject({ ended: 'whole', step: TAUGHT_STEPS });
  const losses = heldOutLosses(events);
  expect(losses).toHaveLength(3);
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
  const sides = events.flatMap((one) => (one.type === 'sample' ? [one.pixels.width] : []));
  expect(sides).toEqual([64, 64]);
}

/** A batch, and the trainer's own loss of it with what was taught in `folder`. */
export async function lossOfTaught(
  context: EngineContext,
  params: MeasureTrainingParams,
  folder: string,
): Promise<{ feeds: Feeds; loss: number }> {
  const course = await openCourse(context, params, never);
  const feeds = course.draw(0);
  for (const [name, { data }] of await readPoint(folder, TAUGHT_STEPS)) {
    course.state.trainables.get(name)!.data.set(data);
  }
  const { loss } = await course.graph.gradients(feeds);
  await course.release();
  return { feeds, loss };
}

/** Held-out losses of a run's points. */
function heldOutLosses(events: readonly TrainEvent[]): number[] {
  return events.flatMap((one) => (one.type === 'point' ? [one.point.heldOutLoss!] : []));
}

/** The mean of weighed square errors, as the objective counts them. @param answer rows one after another */
export function lossOf(answer: Float32Array, feeds: Feeds): number {
  const [target, importance] = [feeds['target']!.data, feeds['importance']!.data] as [
    Float32Array,
    Float32Array,
  ];
  const length = target.length / importance.length;
  const weighed = answer.map(
    (value, at) => importance[Math.floor(at / length)]! * (value - target[at]!) ** 2,
  );
  return weighed.reduce((sum, value) => sum + value, 0) / target.length;
}
