/** A low-rank adapter for Spark's U-Net, trained by its own objective. */
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { OpenCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import { loadModel, type Model } from '#main/engine/runtime/onnxruntime.ts';
import { colourVaried, mirrored } from '#shared/numeric/lesson-picture.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { openDraft } from '../graph/open-draft.ts';
import { insertLora } from '../lora/insert.ts';
import { isOfDiscriminator } from '../objectives/adversarial.ts';
import { withoutChange } from '../lora/without-change.ts';
import {
  addFlowLoss,
  feedsOf,
  noisyRows,
  type Example,
  type NoisyRow,
} from '../objectives/flow-matching.ts';
import { pickWeighted } from '../pick-weighted.ts';
import type { Trainables } from '../trainables.ts';
import {
  openTrainingGraph,
  type Feeds,
  type LearningOptions,
  type TrainingGraph,
} from '../training-graph.ts';
import { newState, type TrainingState } from '../training-state.ts';
import { addAdversary } from './adversary.ts';

export interface SparkLoraPlan {
  readonly rank: number;
  readonly alpha: number;
  /** Everything random of the run comes from it; 0..2^20. */
  readonly seed: number;
  /** Pictures per batch. */
  readonly batch: number;
  /** Rows per batch that hold the network to what it could do before. */
  readonly kept: number;
  readonly isMirrored: boolean;
  readonly isColourVaried: boolean;
  /** How much a discriminator's verdict counts; 0: there is none. */
  readonly adversarialWeight: number;
}

export interface SparkLoraRun {
  readonly graph: TrainingGraph;
  readonly state: TrainingState;
  /** The U-Net with an adapter of this run, or as it was. */
  unet(values: Trainables | 'base'): Model;
  /** The batch of that number: the same each time. */
  draw(batch: number): Feeds;
  /** The mean loss on pictures that are not trained on, always with the same noise. */
  heldOutLoss(examples: readonly Example[], signal?: AbortSignal): Promise<number>;
  /** The mean loss on rows as they are. */
  lossOn(rows: readonly NoisyRow[], signal?: AbortSignal): Promise<number>;
  release(): Promise<void>;
}

/** What a run learns from. */
export interface Lessons {
  readonly examples: readonly Example[];
  /** How often each is drawn, relative to the others; all the same without it. */
  readonly weights?: readonly number[];
  /** Rows for preservation; asked for only where the plan keeps some. */
  readonly kept: readonly NoisyRow[];
}

/** Rounds of other noise that each held-out picture is judged with. */
export const JUDGED_ROUNDS = 8;
/** Seeds of batches, of held-out noise and of weights lie apart. */
const STRIDE = 4_093;

/** Throws `checkpoint.damaged`, CancelledError, and what opening a training graph throws. */
export async function openSparkLora(
  checkpoint: OpenCheckpoint,
  lessons: Lessons,
  plan: SparkLoraPlan,
  options: LearningOptions,
  signal?: AbortSignal,
): Promise<SparkLoraRun> {
  const { channels, height, width } = checkpoint.manifest.latent;
  const latent = [channels, height, width];
  const { path } = await checkpoint.part('unet');
  const draft = openDraft(await readFile(path));
  const trainables = insertLora(draft, plan);
  const label = { id: checkpoint.id, file: checkpoint.manifest.parts.unet };
  const plain = await loadModel(draft.encode(['out_sample']), options, label);
  const rowCount = plan.batch + plan.kept;
  const flow = addFlowLoss(draft, rowCount, latent);
  const { adversarialWeight, batch: taught, seed } = plan;
  const adversary =
    adversarialWeight === 0
      ? undefined
      : await addAdversary(
          ...([draft, flow, checkpoint] as const),
          ...([{ batch: taught, weight: adversarialWeight, seed }, options] as const),
        );
  const objective = adversary?.objective ?? flow;
  const weights = lessons.weights ?? lessons.examples.map(() => 1);

  const draw = (batch: number): Feeds => {
    const random = new TorchRandom(plan.seed * STRIDE + batch);
    const picked = Array.from({ length: plan.batch }, () => {
      const example = lessons.examples[pickWeighted(weights, random.uniform())]!;
      let { picture } = example;
      if (plan.isMirrored && random.uniform() < 0.5) picture = mirrored(picture, width);
      if (plan.isColourVaried) picture = colourVaried(picture, () => random.uniform());
      return { ...example, picture };
    });
    const { kept } = lessons;
    const held = Array.from(
      { length: plan.kept },
      () => kept[Math.floor(random.uniform() * kept.length)]!,
    );
    const noisy = noisyRows(picked, random);
    const times = noisy.map(({ time }) => time);
    return { ...feedsOf([...noisy, ...held], latent), ...adversary?.feeds(times, random) };
  };
  const [first] = lessons.examples;
  const sizes = noisyRows(
    Array.from({ length: rowCount }, () => first!),
    new TorchRandom(0),
  );
  const example = {
    ...feedsOf(sizes, latent),
    ...adversary?.feeds(new Array<number>(taught).fill(0), new TorchRandom(0)),
  };
  const opened = await openTrainingGraph(
    ...([draft, objective, trainables, example, options, signal] as const),
  ).catch(async (error: unknown) => {
    await plain.release();
    throw error;
  });
  const graph = (await adversary?.join(opened)) ?? opened;
  const lossOn = async (rows: readonly NoisyRow[], stop?: AbortSignal): Promise<number> => {
    let sum = 0;
    for (let start = 0; start < rows.length; start += rowCount) {
      await setImmediate();
      throwIfCancelled(stop);
      const group = Array.from({ length: rowCount }, (_, at) => rows[(start + at) % rows.length]!);
      const losses = (await graph.loss(feedsOf(group, latent))).rows;
      for (let at = 0; at < Math.min(rowCount, rows.length - start); at += 1) sum += losses[at]!;
    }
    return sum / rows.length;
  };
  const none = withoutChange(trainables);

  return {
    graph,
    draw,
    lossOn,
    state: newState(
      new Map([...trainables, ...(adversary?.discriminator ?? [])]),
      isOfDiscriminator,
    ),
    unet: (values) => ({
      ...plain,
      run: (inputs) =>
        plain.run({ ...inputs, ...Object.fromEntries(values === 'base' ? none : values) }),
    }),
    heldOutLoss(held, stop) {
      const rounds = Array.from({ length: JUDGED_ROUNDS }, (_, round) =>
        noisyRows(held, new TorchRandom(2 ** 31 + round)),
      );
      return lossOn(rounds.flat(), stop);
    },
    async release() {
      await Promise.all([plain.release(), graph.release()]);
    },
  };
}
