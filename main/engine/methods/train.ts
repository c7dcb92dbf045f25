import { setImmediate } from 'node:timers/promises';
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
import { isCancellation, throwIfCancelled } from '#shared/errors/cancellation.ts';

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
  const course = await openCourse(context, params, signal, 'measured');
  try {
    const opened = seconds(began);
    let stepping = performance.now();
    for (let step = 0; step <= TIMED_STEPS; step += 1) {
      await setImmediate();
      throwIfCancelled(signal);
      if (step === 1) stepping = performance.now();
      await course.graph.gradients(course.draw(step));
    }
    const step = seconds(stepping) / TIMED_STEPS;
    const { secondsLeftOut = 0, judged = 1, sampled = 1 } = course.abridged ?? {};
    const judging = performance.now();
    await course.judge(signal);
    const judgement = seconds(judging) / judged;
    const sampling = performance.now();
    const pictures = await course.sample('base', signal);
    const samples = seconds(sampling) / sampled;
    // A comparison draws its pictures as samples are drawn.
    const comparison = (course.compared * samples) / Math.max(1, pictures.length);
    const weights = [...course.state.trainables.values()];
    return {
      pace: { step, judgement, samples, comparison, preparation: opened + secondsLeftOut },
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
