/** A draft with a loss made into what a run needs: losses with and without gradients. */
import { setImmediate } from 'node:timers/promises';
import {
  loadModel,
  type Model,
  type ModelOptions,
  type TensorData,
} from '#main/engine/runtime/onnxruntime.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { differentiate } from './differentiate.ts';
import type { GraphDraft } from './graph/graph-draft.ts';
import { foldSizes } from './graph/fold-sizes.ts';
import { measureShapes } from './graph/measure-shapes.ts';
import { constantNodes } from './recomputation.ts';
import { keptBytes } from './recomputed-blocks.ts';
import type { Trainables } from './trainables.ts';

export type Feeds = Readonly<Record<string, TensorData>>;

/** What the graph says is to be made small. */
export interface Objective {
  /** A tensor with one element. */
  readonly loss: string;
  /** float32 [batch]: what each row adds to it. */
  readonly rows: string;
  /** What counts where nothing is trained; the loss itself where it is absent. */
  readonly judged?: string;
  /** Tensors on the way that are wanted besides. */
  readonly also?: readonly string[];
}

export interface Losses {
  readonly loss: number;
  /** float32 [batch] */
  readonly rows: Float32Array;
}

export interface Gradients extends Losses {
  readonly gradients: Map<string, Float32Array>;
  /** What the objective wants besides, by name. */
  readonly also: ReadonlyMap<string, TensorData>;
}

export interface TrainingGraph {
  /** The loss of one batch and its gradient by each trainable, at their present values. */
  gradients(feeds: Feeds): Promise<Gradients>;
  /** What is judged by alone, at a third of the work. */
  loss(feeds: Feeds): Promise<Losses>;
  release(): Promise<void>;
}

export interface LearningOptions extends ModelOptions {
  /**
   * Bytes that may be kept from the way there to the way back. Where that is more, blocks are computed
   * again instead: the same gradients, a third more work. Default: any number.
   */
  readonly roomBytes?: number;
}

const label = { id: 'training', file: 'graph' };

/**
 * @param example one batch, in the sizes of all that follow
 * Throws RangeError when something in the graph cannot be trained, CancelledError, and what loading a
 * graph throws.
 */
export async function openTrainingGraph(
  draft: GraphDraft,
  objective: Objective,
  trainables: Trainables,
  example: Feeds,
  options: LearningOptions,
  signal?: AbortSignal,
): Promise<TrainingGraph> {
  const { loss, rows, judged = loss } = objective;
  const values = Object.fromEntries(trainables);
  const forward = await loadModel(draft.encode([judged, rows]), options, label);
  try {
    const learning = await openGradients(
      ...([draft, objective, trainables, example, options, signal] as const),
    );
    return {
      gradients: learning.gradients,
      loss: async (feeds) => lossesIn(await run(forward, { ...feeds, ...values }), judged, rows),
      async release() {
        await Promise.all([forward.release(), learning.release()]);
      },
    };
  } catch (error) {
    await forward.release();
    throw error;
  }
}

/** The half that learns; see `openTrainingGraph`. */
export async function openGradients(
  draft: GraphDraft,
  objective: Objective,
  trainables: Trainables,
  example: Feeds,
  options: LearningOptions,
  signal?: AbortSignal,
): Promise<Pick<TrainingGraph, 'gradients' | 'release'>> {
  const { loss, rows, also = [] } = objective;
  const { roomBytes = Infinity, ...plain } = options;
  const values = Object.fromEntries(trainables);
  await pause(signal);
  const shapes = await measureShapes(draft, { ...example, ...values }, plain);
  await pause(signal);
  foldSizes(draft, shapes);
  const there = [...draft.nodes];
  const trained = [...trainables.keys()];
  let names = differentiate(draft, loss, trained, shapes);
  const isInPlace = options.weightUse === 'in place';
  // Weights that are widened once while the graph is loaded are there anyway.
  const constant = isInPlace ? new Set<unknown>() : constantNodes(there, draft.initializers);
  const changing = there.filter((node) => !constant.has(node));
  const isFrugal = keptBytes(changing, draft.nodes.slice(there.length), shapes) > roomBytes;
  if (isFrugal) {
    draft.nodes = there;
    names = differentiate(draft, loss, trained, shapes, { areWeightsWidened: isInPlace });
  }
  const backward = await loadModel(
    draft.encode([loss, rows, ...also, ...names.values()]),
    { ...plain, isFrugal },
    label,
  );
  return {
    async gradients(feeds) {
      const results = await run(backward, { ...feeds, ...values });
      const found = [...names].map(
        ([name, gradient]) => [name, results[gradient]!.data as Float32Array] as const,
      );
      return {
        ...lossesIn(results, loss, rows),
        gradients: new Map(found),
        also: new Map(also.map((name) => [name, results[name]!])),
      };
    },
    release: () => backward.release(),
  };
}

/** What a model needs of what is known. */
function run(model: Model, known: Feeds): ReturnType<Model['run']> {
  return model.run(Object.fromEntries(model.inputs.map(({ name }) => [name, known[name]!])));
}

function lossesIn(
  results: Awaited<ReturnType<Model['run']>>,
  counted: string,
  rows: string,
): Losses {
  return { loss: Number(results[counted]?.data[0]), rows: results[rows]?.data as Float32Array };
}

/** Lets messages in: a cancel may be among them. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  throwIfCancelled(signal);
}
