/** What a course asks of the kind of checkpoint that it teaches: pictures, words and noise are its own. */
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import type { Recipe } from '#shared/domain/training.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import type { TorchRandom } from '#shared/numeric/torch-random.ts';
import type { NoisyLatent } from '../objectives/denoising.ts';
import type { Feeds } from '../training-graph.ts';
import type { DiffusionLora } from './diffusion-lora.ts';
import type { EncodedLesson, Ways } from './lesson-latents.ts';

/** A picture with noise, and what is said of it. */
export interface LessonRow extends NoisyLatent {
  readonly text: string;
  /** Pixels a side of what there was before it was brought to size. */
  readonly ownSide: number;
}

export interface PaintingPlan {
  readonly steps: number;
  readonly guidanceScale: number;
  /** Picture i begins with the noise of seed + i. */
  readonly seed: number;
}

export interface Learner {
  /** How its pictures are drawn while it learns: as well as is needed to see what becomes of them. */
  readonly drawing: Pick<PaintingPlan, 'steps' | 'guidanceScale'>;
  /** The encoder may leave the memory afterwards. Throws CancelledError between pictures. */
  encode(pictures: readonly Pixels[], ways: Ways, signal: AbortSignal): Promise<EncodedLesson[]>;
  /** One of the ways in which a picture is shown, at random. */
  latentOf(lesson: EncodedLesson, random: TorchRandom): Float32Array;
  /** The picture as it is. */
  plainLatent(lesson: EncodedLesson): Float32Array;
  /** Reads all that is ever said, at once and once. Throws CancelledError. */
  read(texts: readonly string[], signal: AbortSignal): Promise<void>;
  /** @param share where in the noise, 0..1; at random without it */
  noisy(clean: Float32Array, random: TorchRandom, share?: number): NoisyLatent;
  /** Rows as the network is asked them; their texts have been read. */
  feedsOf(rows: readonly LessonRow[]): Feeds;
  /** @param example a batch, in the sizes of all that follow. Throws what `openDiffusionLora` throws. */
  open(
    plan: { readonly rank: number; readonly seed: number; readonly example: Feeds },
    signal: AbortSignal,
  ): Promise<DiffusionLora>;
  /** One picture a text. Throws what loading the decoder throws, and CancelledError. */
  paint(
    network: Model,
    texts: readonly string[],
    plan: PaintingPlan,
    signal: AbortSignal,
  ): Promise<Pixels[]>;
  /** Metadata of its adapter files. */
  describe(recipe: Recipe): Record<string, string>;
}

/** A network's answer to each row, one after another: it needs the least memory so. */
export async function answersTo(
  answer: (feeds: Feeds) => Promise<Float32Array>,
  rows: readonly LessonRow[],
  feedsOf: Learner['feedsOf'],
  pause: () => Promise<void>,
): Promise<Float32Array[]> {
  const answers: Float32Array[] = [];
  for (const row of rows) {
    await pause();
    answers.push((await answer(feedsOf([row]))).slice());
  }
  return answers;
}
