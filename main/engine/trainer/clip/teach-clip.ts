/** Teaches a CLIP what words mean in somebody's pictures, and holds it to what it knew before. */
import { writePictureTensor } from '#main/engine/clip/picture-tensor.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { MeasureTrainingParams, TrainingPicture } from '#shared/engine-protocol/training.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { describeClipAdapter } from '#shared/safetensors/clip-adapter.ts';
import type { Comparison, Course, Extent } from '../run/course.ts';
import { paintPrompts } from '../spark/paint-prompts.ts';
import { keptPrompts, unrelatedPrompts, watchedPrompts } from '../spark/words-kept.ts';
import type { Trainables } from '../trainables.ts';
import { adaptTowers, openClipLora, type KeptPair, type Pair } from './clip-lora.ts';
import { openClipTowers } from './clip-towers.ts';
import { judgeReadings, sharesOf, topWords, type Judged } from './reading.ts';
import { vocabularyOf } from './vocabulary-of.ts';

/** Pictures of things that have nothing to do with what is taught. */
const PAINTING = { steps: 6, guidanceScale: 3, seed: 99 };
/** Of each prompt that is judged by. */
const JUDGED_EACH = 2;
/** Every so many are painted where only time is measured. */
const MEASURED_OF = 6;
const MOST_JUDGED = 256;
/** Held-out pictures whose words are shown. */
const SHOWN = 12;
const SHOWN_WORDS = 3;

/** Throws what opening and loading a CLIP throws, `training.not-trainable`, and CancelledError. */
export async function openClipCourse(
  context: EngineContext,
  { checkpoint, painter = checkpoint, recipe, pictures }: MeasureTrainingParams,
  signal: AbortSignal,
  extent: Extent = 'whole',
): Promise<Course> {
  const options = { provider: context.provider, threads: context.threads };
  const towers = await openClipTowers(context, checkpoint);
  const { scale, view } = towers;
  const tensorOf = (pixels: Pixels): Float32Array => {
    const tensor = new Float32Array(3 * view.imageSize ** 2);
    writePictureTensor(pixels, view, tensor);
    return tensor;
  };
  // Made as they are asked for: a large folder would not fit into memory at the size of a tower.
  const pairOf = ({ pixels, caption }: Pick<TrainingPicture, 'pixels' | 'caption'>): Pair => ({
    picture: () => tensorOf(pixels),
    caption: caption.trim(),
  });
  const told = pictures.filter(({ caption }) => caption.trim() !== '');
  const taught = told.filter(({ isHeldOut }) => !isHeldOut);
  const held = told.filter(({ isHeldOut }) => isHeldOut).slice(0, MOST_JUDGED);
  const heldPairs = held.map(pairOf);
  const vocabulary = vocabularyOf([...held, ...taught].map(({ caption }) => caption));
  const plan = { rank: recipe.rank, alpha: recipe.rank, seed: recipe.seed % 2 ** 20 };

  // What it knew before: pictures that nobody taught, and where they and their words lie.
  const { batch, preservation } = recipe;
  const kept =
    preservation === 0 ? 0 : Math.max(1, Math.round((batch * preservation) / (1 - preservation)));
  const judged = [...watchedPrompts, ...unrelatedPrompts];
  const all = [
    ...(kept === 0 ? [] : keptPrompts),
    ...Array.from({ length: JUDGED_EACH }, () => judged).flat(),
  ];
  // To measure, a few of each kind do.
  const prompts = extent === 'measured' ? everyNth(all, MEASURED_OF) : all;
  const painting = performance.now();
  const painted = await paintPrompts(context, painter, prompts, PAINTING, signal);
  const paintingSeconds = (performance.now() - painting) / 1000;
  const strangers = painted.map((pixels, at) => pairOf({ pixels, caption: prompts[at]! }));
  const of = (words: readonly string[]): Pair[] =>
    strangers.filter(({ caption }) => words.includes(caption));
  const [watched, unrelated] = [of(watchedPrompts), of(unrelatedPrompts)];
  const choices = [...keptPrompts, ...judged];

  const adapted = await adaptTowers(towers, plan, options);
  const opening = (async () => {
    const keptPairs = await anchored(kept === 0 ? [] : of(keptPrompts));
    const before = await judgeOn(watched, choices, 'base', signal);
    const run = await openClipLora(
      ...([towers, adapted] as const),
      { pairs: taught.map(pairOf), weights: taught.map(({ weight }) => weight), kept: keptPairs },
      {
        ...{ ...plan, batch, kept, loss: recipe.loss },
        ...{ isMirrored: recipe.isMirrored, isColourVaried: recipe.isColourVaried },
      },
      { ...options, roomBytes: context.models.budget },
      signal,
    );
    return { run, before };
  })();
  const { run, before } = await opening.catch(async (error: unknown) => {
    await adapted.release();
    throw error;
  });

  async function anchored(pairs: readonly Pair[]): Promise<KeptPair[]> {
    const captions = pairs.map(({ caption }) => caption);
    const { seen, said } = await read(pairs, captions, 'base', signal);
    return pairs.map((pair, at) => ({ ...pair, seen: seen[at]!, said: said[at]! }));
  }

  async function judgeOn(
    pairs: readonly Pair[],
    words: readonly string[],
    values: Trainables | 'base',
    stop?: AbortSignal,
  ): Promise<Judged> {
    const { seen, said } = await read(pairs, words, values, stop);
    const right = pairs.map(({ caption }) => words.indexOf(caption));
    return judgeReadings(
      seen.map((one, at) => ({ seen: one, right: right[at]! })),
      ...([said, scale] as const),
    );
  }

  async function read(
    pairs: readonly Pair[],
    words: readonly string[],
    values: Trainables | 'base',
    stop?: AbortSignal,
  ): Promise<{ seen: Float32Array[]; said: Float32Array[] }> {
    const pictures = pairs.map(({ picture }) => picture());
    const seen = await adapted.embedPictures(pictures, values, stop);
    return { seen, said: await adapted.embedTexts(words, values, stop) };
  }

  return {
    ...{ graph: run.graph, state: run.state, draw: run.draw },
    compared: 0,
    ...(extent === 'whole'
      ? {}
      : {
          abridged: {
            secondsLeftOut: paintingSeconds * (all.length / prompts.length - 1),
            ...{ judged: 1, sampled: 1 },
          },
        }),
    taughtLoss: (rows) => rows.subarray(0, batch).reduce((sum, row) => sum + row, 0) / batch,
    async judge(stop) {
      const values = run.state.trainables;
      const moved = await judgeOn(watched, choices, values, stop);
      const drift = Math.max(0, moved.loss - before.loss);
      if (heldPairs.length === 0) return { drift };
      const { loss, accuracy } = await judgeOn(heldPairs, vocabulary, values, stop);
      return { drift, heldOutLoss: loss, accuracy };
    },
    sample: () => Promise.resolve([]),
    async read(values, stop) {
      const shown = heldPairs.slice(0, SHOWN);
      const { seen, said } = await read(shown, vocabulary, values, stop);
      return shown.map(({ caption }, at) => ({
        ...{ key: held[at]!.key, caption },
        found: topWords(sharesOf(seen[at]!, said, scale), vocabulary, SHOWN_WORDS),
      }));
    },
    async compare(values, stop) {
      const comparison: Comparison = {
        unrelated: (await judgeOn(unrelated, choices, values, stop)).accuracy,
      };
      if (heldPairs.length === 0) return comparison;
      return {
        ...comparison,
        accuracy: (await judgeOn(heldPairs, vocabulary, values, stop)).accuracy,
      };
    },
    describe: () =>
      describeClipAdapter({
        ...{ base: recipe.checkpointHash, scale: 1, title: '', license: '', data: '' },
        ...{ words: vocabulary, recipe: JSON.stringify(recipe) },
      }),
    async release() {
      await Promise.all([adapted.release(), run.release()]);
    },
  };
}

function everyNth<Item>(items: readonly Item[], step: number): Item[] {
  return items.filter((_, at) => at % step === 0);
}
