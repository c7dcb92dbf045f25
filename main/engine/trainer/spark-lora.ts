/** A low-rank adapter for Spark's U-Net, trained by its own objective. */
import { readFile } from 'node:fs/promises';
import type { OpenCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import type { ModelOptions } from '#main/engine/runtime/onnxruntime.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { openDraft } from './graph/open-draft.ts';
import { insertLora } from './lora/insert.ts';
import { addFlowLoss, noisyBatch, type Example } from './objectives/flow-matching.ts';
import { openTrainingGraph, type Feeds, type TrainingGraph } from './training-graph.ts';
import { newState, type TrainingState } from './training-state.ts';

export interface SparkLoraPlan {
  readonly rank: number;
  readonly alpha: number;
  /** Everything random of the run comes from it; 0..2^20. */
  readonly seed: number;
  /** Pictures per batch. */
  readonly batch: number;
}

export interface SparkLoraRun {
  readonly graph: TrainingGraph;
  readonly state: TrainingState;
  /** The batch of that number: the same each time. */
  draw(batch: number): Feeds;
  /** The mean loss on pictures that are not trained on, always with the same noise. */
  heldOutLoss(examples: readonly Example[]): Promise<number>;
}

/** Rounds of other noise that each held-out picture is judged with. */
const JUDGED_ROUNDS = 8;
/** Seeds of batches, of held-out noise and of weights lie apart. */
const STRIDE = 4_093;

/** Throws `checkpoint.damaged`, and what opening a training graph throws. */
export async function openSparkLora(
  checkpoint: OpenCheckpoint,
  examples: readonly Example[],
  plan: SparkLoraPlan,
  options: ModelOptions,
): Promise<SparkLoraRun> {
  const { channels, height, width } = checkpoint.manifest.latent;
  const latent = [channels, height, width];
  const { path } = await checkpoint.part('unet');
  const draft = openDraft(await readFile(path));
  const trainables = insertLora(draft, plan);
  const loss = addFlowLoss(draft, plan.batch, latent);

  const draw = (batch: number): Feeds => {
    const random = new TorchRandom(plan.seed * STRIDE + batch);
    const picked = Array.from({ length: plan.batch }, () => {
      const example = examples[Math.floor(random.uniform() * examples.length)]!;
      return random.uniform() < 0.5 ? example : mirrored(example, width);
    });
    return noisyBatch(picked, latent, random);
  };
  const graph = await openTrainingGraph(draft, loss, trainables, draw(0), options);

  return {
    graph,
    draw,
    state: newState(trainables),
    async heldOutLoss(held) {
      let sum = 0;
      const batches = Math.ceil((held.length * JUDGED_ROUNDS) / plan.batch);
      for (let batch = 0; batch < batches; batch += 1) {
        const random = new TorchRandom(2 ** 31 + batch);
        const chosen = Array.from(
          { length: plan.batch },
          (_, index) => held[(batch * plan.batch + index) % held.length]!,
        );
        sum += await graph.loss(noisyBatch(chosen, latent, random));
      }
      return sum / batches;
    },
  };
}

/** Left and right changed over. */
function mirrored({ picture, condition }: Example, width: number): Example {
  const turned = new Float32Array(picture.length);
  for (let index = 0; index < picture.length; index += 1) {
    const column = index % width;
    turned[index] = picture[index - column + (width - 1 - column)]!;
  }
  return { picture: turned, condition };
}
