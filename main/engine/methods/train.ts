import type { EngineContext } from '#main/engine/engine-context.ts';
import { listenForEnding } from '#main/engine/trainer/run/endings.ts';
import { openCourse } from '#main/engine/trainer/run/open-course.ts';
import { runTraining } from '#main/engine/trainer/run/run-training.ts';
import type {
  MeasureTrainingParams,
  MeasureTrainingResult,
  TrainEvent,
  TrainParams,
  TrainResult,
} from '#shared/engine-protocol/training.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';

/** Steps that are timed; one before them warms up. */
const TIMED_STEPS = 2;

/** A run, from wherever its folder says it is. */
export async function trainRun(
  context: EngineContext,
  params: TrainParams,
  emit: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<TrainResult> {
  const ending = listenForEnding(params.folder, signal);
  try {
    emit({ type: 'phase', phase: 'preparing' });
    const course = await openCourse(context, params, ending.signal);
    try {
      return await runTraining(course, params, emit, ending);
    } finally {
      await course.release();
    }
  } catch (error) {
    // Before the first step there is nothing to keep.
    if (isCancellation(error) && ending.asked() === 'pause') return { ended: 'paused', step: 0 };
    throw error;
  } finally {
    ending.close();
  }
}

/** What a run would cost here, from a few steps that are thrown away. */
export async function measureTraining(
  context: EngineContext,
  params: MeasureTrainingParams,
  signal: AbortSignal,
): Promise<MeasureTrainingResult> {
  const began = performance.now();
  const course = await openCourse(context, params, signal);
  try {
    const opened = seconds(began);
    await course.graph.gradients(course.draw(0));
    const stepping = performance.now();
    for (let step = 1; step <= TIMED_STEPS; step += 1) {
      signal.throwIfAborted();
      await course.graph.gradients(course.draw(step));
    }
    const secondsPerStep = seconds(stepping) / TIMED_STEPS;
    const judging = performance.now();
    await course.judge();
    const secondsPerJudgement = seconds(judging);
    const sampling = performance.now();
    await course.sample('base', signal);
    const secondsPerSamples = seconds(sampling);
    const weights = [...course.state.trainables.values()];
    return {
      ...{ secondsPerStep, secondsPerJudgement, secondsPerSamples },
      // Comparing draws about three times as many pictures as sampling does, before and after.
      secondsAround: opened + 6 * secondsPerSamples,
      memoryBytes: process.memoryUsage.rss(),
      adapterBytes: weights.reduce((sum, { data }) => sum + data.byteLength, 0),
    };
  } finally {
    await course.release();
  }
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000;
}
