/**
 * Low-rank adapters on a network that predicts noise or flow. Its graph is written over the weights of
 * the checkpoint's file, once to answer and once to learn; nothing of the file is copied.
 */
import type { NetworkFiles } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { GraphWriter } from '#main/engine/graph/graph-writer.ts';
import { memoryOf } from '#main/engine/pipelines/latent-diffusion/memory-plan.ts';
import { loadModel, type Model, type ModelOptions } from '#main/engine/runtime/onnxruntime.ts';
import type { GraphDraft } from '../graph/graph-draft.ts';
import { openDraft } from '../graph/open-draft.ts';
import { insertLora, type LoraMatrices } from '../lora/insert.ts';
import { withoutChange } from '../lora/without-change.ts';
import type { Trainables } from '../trainables.ts';
import {
  openGradients,
  type Feeds,
  type Objective,
  type TrainingGraph,
} from '../training-graph.ts';
import { newState, type TrainingState } from '../training-state.ts';

export interface DiffusionLora {
  readonly gradients: TrainingGraph['gradients'];
  readonly state: TrainingState;
  /** What the network says of rows, with an adapter of this run or as it was: float32 [batch, …]. */
  answer(values: Trainables | 'base', feeds: Feeds): Promise<Float32Array>;
  /** The network with an adapter, as pipelines take it. */
  network(values: Trainables | 'base'): Model;
  release(): Promise<void>;
}

/** A network with the output `out_sample`, and what of it is taught. */
export interface LearningNetwork {
  /** Named in errors. */
  readonly checkpoint: string;
  readonly files: NetworkFiles;
  readonly write: (graph: GraphWriter) => void;
  readonly isTaught: (weight: string) => boolean;
  /** What an adapter's file calls a weight's layer, and the two matrices that change it. */
  readonly nameOf: (weight: string) => string;
  readonly matrices?: LoraMatrices;
  readonly addLoss: (draft: GraphDraft) => Objective;
}

export interface DiffusionLoraPlan {
  readonly rank: number;
  readonly seed: number;
  /** Rows of a batch, in the sizes of all that follow. */
  readonly example: Feeds;
}

/** Throws `checkpoint.damaged`, `engine.out-of-memory` and CancelledError. */
export async function openDiffusionLora(
  context: EngineContext,
  { checkpoint, files, write, isTaught, nameOf, matrices, addLoss }: LearningNetwork,
  { rank, seed, example }: DiffusionLoraPlan,
  signal?: AbortSignal,
): Promise<DiffusionLora> {
  const { file } = files;
  const label = { id: checkpoint, file };
  const graph = new GraphWriter(files.weights, { compute: 'float32', checkpoint, file });
  write(graph);
  const draft = openDraft(graph.finish('learning'));
  const trainables = insertLora(draft, {
    ...{ rank, alpha: rank, seed, isChosen: isTaught, nameOf },
    ...(matrices && { matrices }),
  });
  // Both graphs hold a copy of all weights where there is room for them and for one that is made.
  const isRoomy = 3 * memoryOf(files, 'copied') <= context.models.budget;
  const isCopied = context.provider !== 'cpu' || isRoomy;
  const options: ModelOptions = {
    ...{ provider: context.provider, threads: context.threads, weightsFolder: files.folder },
    weightUse: isCopied ? 'copied' : 'in place',
  };
  const plain = await loadModel(draft.encode(['out_sample']), options, label);
  // What is left of the budget beside the weights of both graphs, which lie in the file otherwise.
  const weights = isCopied ? 2 * memoryOf(files, 'copied') : memoryOf(files, 'in place');
  const roomBytes = Math.max(0, context.models.budget - weights);
  const objective = addLoss(draft);
  const learning = await openGradients(
    ...([draft, objective, trainables, example, { ...options, roomBytes }, signal] as const),
  ).catch(async (error: unknown) => {
    await plain.release();
    throw error;
  });
  const none = withoutChange(trainables);
  const network = (values: Trainables | 'base'): Model => ({
    ...plain,
    run: (inputs) =>
      plain.run({ ...inputs, ...Object.fromEntries(values === 'base' ? none : values) }),
  });
  const own = new Set(plain.inputs.map(({ name }) => name));
  return {
    gradients: learning.gradients,
    state: newState(trainables),
    network,
    async answer(values, feeds) {
      const known = Object.fromEntries(Object.entries(feeds).filter(([name]) => own.has(name)));
      const { out_sample: out } = await network(values).run(known);
      return out?.data as Float32Array;
    },
    async release() {
      await Promise.all([plain.release(), learning.release()]);
    },
  };
}
