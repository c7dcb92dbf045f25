/** The steps of a run. */
import { setImmediate } from 'node:timers/promises';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { adamwStep } from './optimiser/adamw.ts';
import { accumulate, clipLength } from './optimiser/gradients.ts';
import { cosineRate } from './optimiser/learning-rate.ts';
import type { Feeds, TrainingGraph } from './training-graph.ts';
import { updateAverage, type TrainingState } from './training-state.ts';

export interface TrainingPlan {
  readonly steps: number;
  readonly warmUp: number;
  /** The highest learning rate. */
  readonly rate: number;
  /** Longer gradients are shortened to this. */
  readonly maxLength: number;
  /** Batches whose gradients are averaged for one step. */
  readonly batches: number;
  /** Of the running average, 0..1. */
  readonly averageDecay: number;
}

export interface StepReport {
  /** Steps done. */
  readonly step: number;
  readonly loss: number;
  /** float32 [batch]: what each row of the last batch adds to it. */
  readonly rows: Float32Array;
  /** Length of the gradient before it was shortened. */
  readonly length: number;
}

/**
 * Goes on from where the state is to the end of the plan.
 *
 * @param draw the batch of that number, counted from 0; must give the same one each time it is asked
 * @param report awaited after every step: the place to keep the state
 * Throws CancelledError between steps, and what running a graph throws.
 */
export async function train(
  graph: Pick<TrainingGraph, 'gradients'>,
  state: TrainingState,
  plan: TrainingPlan,
  draw: (batch: number) => Feeds,
  report: (report: StepReport) => Promise<void> | void,
  signal?: AbortSignal,
): Promise<void> {
  while (state.step < plan.steps) {
    await setImmediate();
    if (signal !== undefined) throwIfCancelled(signal);
    const gradients = new Map<string, Float32Array>();
    let loss = 0;
    let rows: Float32Array = new Float32Array();
    for (let batch = 0; batch < plan.batches; batch += 1) {
      const part = await graph.gradients(draw(state.step * plan.batches + batch));
      loss += part.loss / plan.batches;
      rows = part.rows;
      accumulate(gradients, part.gradients, 1 / plan.batches);
    }
    const length = clipLength(gradients, plan.maxLength);
    const rate = plan.rate * cosineRate(state.step, plan.steps, plan.warmUp);
    adamwStep(state.trainables, gradients, state.moments, state.step + 1, rate);
    state.step += 1;
    updateAverage(state, plan.averageDecay);
    await report({ step: state.step, loss, rows, length });
  }
}
