/**
 * Low-rank adapters on a U-Net of the Stable Diffusion line. Its graph is written over the weights of
 * the checkpoint's file, once to answer and once to learn; nothing of the file is copied.
 */
import type { DiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { GraphWriter } from '#main/engine/graph/graph-writer.ts';
import { writeUnet } from '#main/engine/graph/networks/unet/unet.ts';
import { memoryOf } from '#main/engine/pipelines/latent-diffusion/memory-plan.ts';
import { loadModel, type Model, type ModelOptions } from '#main/engine/runtime/onnxruntime.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { openDraft } from '../graph/open-draft.ts';
import { insertLora } from '../lora/insert.ts';
import { withoutChange } from '../lora/without-change.ts';
import { addDenoisingLoss } from '../objectives/denoising.ts';
import type { Trainables } from '../trainables.ts';
import { openGradients, type Feeds, type TrainingGraph } from '../training-graph.ts';
import { newState, type TrainingState } from '../training-state.ts';
import { adapterLayerOf, isTaughtLayer } from './adapter-file.ts';

export interface DiffusionLora {
  readonly gradients: TrainingGraph['gradients'];
  readonly state: TrainingState;
  /** What the U-Net says of rows, with an adapter of this run or as it was: float32 [batch, …]. */
  answer(values: Trainables | 'base', feeds: Feeds): Promise<Float32Array>;
  /** The U-Net with an adapter, as pipelines take it. */
  unet(values: Trainables | 'base'): Model;
  release(): Promise<void>;
}

export interface DiffusionLoraPlan {
  readonly rank: number;
  readonly seed: number;
  /** Rows of a batch, in the sizes of all that follow. */
  readonly example: Feeds;
  readonly latent: readonly number[];
}

/**
 * Throws `training.not-trainable` for networks that are asked otherwise, `checkpoint.damaged`,
 * `engine.out-of-memory` and CancelledError.
 */
export async function openDiffusionLora(
  context: EngineContext,
  checkpoint: DiffusionCheckpoint,
  { rank, seed, example, latent }: DiffusionLoraPlan,
  signal?: AbortSignal,
): Promise<DiffusionLora> {
  const config = trainableConfig(checkpoint);
  const { files } = checkpoint.unet;
  const label = { id: checkpoint.id, file: files.file };
  const graph = new GraphWriter(files.weights, {
    ...{ compute: 'float32', checkpoint: checkpoint.id, file: files.file },
  });
  writeUnet(graph, config);
  const draft = openDraft(graph.finish('unet'));
  const trainables = insertLora(draft, {
    ...{ rank, alpha: rank, seed, isChosen: isTaughtLayer, nameOf: adapterLayerOf },
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
  const objective = addDenoisingLoss(draft, example['sample']!.dims[0]!, latent);
  const learning = await openGradients(
    ...([draft, objective, trainables, example, { ...options, roomBytes }, signal] as const),
  ).catch(async (error: unknown) => {
    await plain.release();
    throw error;
  });
  const none = withoutChange(trainables);
  const unet = (values: Trainables | 'base'): Model => ({
    ...plain,
    run: (inputs) =>
      plain.run({ ...inputs, ...Object.fromEntries(values === 'base' ? none : values) }),
  });
  const own = new Set(plain.inputs.map(({ name }) => name));
  return {
    gradients: learning.gradients,
    state: newState(trainables),
    unet,
    async answer(values, feeds) {
      const known = Object.fromEntries(Object.entries(feeds).filter(([name]) => own.has(name)));
      const { out_sample: out } = await unet(values).run(known);
      return out?.data as Float32Array;
    },
    async release() {
      await Promise.all([plain.release(), learning.release()]);
    },
  };
}

function trainableConfig({
  id,
  unet,
  autoencoder,
}: DiffusionCheckpoint): NonNullable<DiffusionCheckpoint['unet']['config']> {
  const refuse = (reason: string): EaselError =>
    new EaselError('training.not-trainable', { checkpoint: id, reason });
  const { config, files } = unet;
  if (config === undefined) throw refuse('its graphs came ready');
  if (config.inChannels !== autoencoder.config.latentChannels) {
    throw refuse('it fills in parts of pictures');
  }
  if (files.weights.find('time_embedding.cond_proj.weight') !== undefined) {
    throw refuse('it was distilled to few steps');
  }
  return config;
}
