/**
 * Teaches a community checkpoint how things look in somebody's pictures, and holds it to what it could do
 * before: by its own answers to the same pictures without the trigger.
 */
import { openClip } from '#main/engine/clip/open-clip.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import type { MeasureTrainingParams, TrainingPicture } from '#shared/engine-protocol/training.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { dot } from '#shared/numeric/vector.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { setImmediate } from 'node:timers/promises';
import { rowLoss } from '../objectives/denoising.ts';
import { pickWeighted } from '../pick-weighted.ts';
import type { Comparison, Course, Extent } from '../run/course.ts';
import { withoutTrigger, withTrigger } from '../spark/taught-words.ts';
import { unrelatedPrompts } from '../spark/words-kept.ts';
import type { Trainables } from '../trainables.ts';
import type { Feeds } from '../training-graph.ts';
import { openFlux2Learner } from './flux2-learner.ts';
import { answersTo, type LessonRow } from './learner.ts';
import type { EncodedLesson } from './lesson-latents.ts';
import { openUnetLearner } from './unet-learner.ts';

/** Rows of the base's answers that a run draws from, and those that tell how far they have moved. */
const KEPT_ROWS = 64;
const WATCHED_ROWS = 8;
/** Of the kept rows, how many are told nothing: guidance pushes away from what is predicted then. */
const WORDLESS_SHARE = 0.2;
/** Times at which each held-out picture is judged, spread over the schedule. */
const JUDGED_TIMES = 4;
const MOST_JUDGED = 16;
/** Prompts of each kind that are drawn to be compared: a picture takes as long as many steps. */
const COMPARED = 4;
/** Of the noise that drawn pictures begin with. */
const DRAWING_SEED = 40;
/** What is prepared of it to be measured. */
const MEASURED = { rows: 2, steps: 1 };
/** Seeds of batches, of held-out noise and of weights lie apart. */
const STRIDE = 4_093;

/** Throws what opening and loading a checkpoint throws, `training.not-trainable` and CancelledError. */
export async function openDiffusionCourse(
  context: EngineContext,
  { checkpoint: ref, recipe, pictures, ranker }: MeasureTrainingParams,
  signal: AbortSignal,
  extent: Extent = 'whole',
): Promise<Course> {
  if (ranker === undefined) throw new RangeError('a checkpoint without a CLIP needs a ranker');
  const isMeasured = extent === 'measured';
  const { side = 512, batch, preservation } = recipe;

  // 1. What is taught, as the network knows it.
  const open = ref.family === 'flux2' ? openFlux2Learner : openUnetLearner;
  const learner = await open(context, ref, side);
  const taught = pictures.filter(({ isHeldOut }) => !isHeldOut);
  const held = pictures.filter(({ isHeldOut }) => isHeldOut).slice(0, MOST_JUDGED);
  const encode = (
    chosen: readonly TrainingPicture[],
    isVaried: boolean,
  ): Promise<EncodedLesson[]> => {
    const ways = {
      isMirrored: isVaried && recipe.isMirrored,
      isColourVaried: isVaried && recipe.isColourVaried,
    };
    return learner.encode(
      chosen.map(({ pixels }) => pixels),
      ways,
      signal,
    );
  };
  const encoding = performance.now();
  const few = isMeasured ? taught.slice(0, 1) : taught;
  const fewHeld = isMeasured ? held.slice(0, 1) : held;
  const lessons = await encode(few, true);
  const heldLessons = await encode(fewHeld, false);
  const secondsEncoding = secondsSince(encoding);

  // 2. All that is ever said, at once.
  const toldOf = (
    chosen: readonly TrainingPicture[],
    heldOut: readonly TrainingPicture[],
  ): Record<
    'taught' | 'plain' | 'held' | 'samples' | 'unrelated' | 'nothing',
    readonly string[]
  > => ({
    taught: chosen.map(({ caption }) => withTrigger(recipe.trigger, caption)),
    plain: chosen.map(({ caption }) => withoutTrigger(recipe.trigger, caption)),
    held: heldOut.map(({ caption }) => withTrigger(recipe.trigger, caption)),
    samples: recipe.samplePrompts,
    unrelated: unrelatedPrompts.slice(0, COMPARED),
    nothing: [''],
  });
  const told = toldOf(few, fewHeld);
  // A language model takes long over each: none is read to be measured that is not used for it.
  const texts = distinctIn(isMeasured ? { ...told, unrelated: [] } : told);
  const reading = performance.now();
  await learner.read(texts, signal);
  const secondsReading = secondsSince(reading);
  const row = (
    clean: Float32Array,
    { ownSide }: EncodedLesson,
    text: string,
    random: TorchRandom,
    share?: number,
  ): LessonRow => ({ ...learner.noisy(clean, random, share), text, ownSide });

  // 3. The network, and what it answers by itself.
  const kept =
    preservation === 0 ? 0 : Math.max(1, Math.round((batch * preservation) / (1 - preservation)));
  const first = lessons[0]!;
  const rows = Array.from({ length: batch + kept }, () =>
    row(learner.plainLatent(first), first, told.taught[0]!, new TorchRandom(0)),
  );
  const lora = await learner.open(
    {
      ...{ rank: recipe.rank, seed: recipe.seed % 2 ** 20 },
      example: learner.feedsOf(rows),
    },
    signal,
  );
  const answersOf = (
    values: Trainables | 'base',
    asked: readonly LessonRow[],
    stop?: AbortSignal,
  ): Promise<Float32Array[]> =>
    answersTo(
      (feeds: Feeds) => lora.answer(values, feeds),
      asked,
      (some) => learner.feedsOf(some),
      async () => {
        await setImmediate();
        throwIfCancelled(stop);
      },
    );
  const answering = performance.now();
  const answered = async (count: number, seed: number): Promise<LessonRow[]> => {
    const random = new TorchRandom(seed);
    const asked = Array.from({ length: count }, () => {
      const at = Math.floor(random.uniform() * lessons.length);
      const isWordless = random.uniform() < WORDLESS_SHARE;
      const clean = learner.latentOf(lessons[at]!, random);
      return row(clean, lessons[at]!, isWordless ? '' : told.plain[at]!, random);
    });
    const answers = await answersOf('base', asked, signal);
    return asked.map((one, at) => ({ ...one, target: answers[at]! }));
  };
  const whole = (kept > 0 ? KEPT_ROWS : 0) + WATCHED_ROWS;
  const opening = (async () => ({
    keptRows: kept > 0 ? await answered(isMeasured ? MEASURED.rows : KEPT_ROWS, recipe.seed) : [],
    watchedRows: await answered(isMeasured ? MEASURED.rows : WATCHED_ROWS, 1),
  }))();
  const { keptRows, watchedRows } = await opening.catch(async (error: unknown) => {
    await lora.release();
    throw error;
  });
  const secondsAnswering = secondsSince(answering);
  const weights = few.map(({ weight }) => weight);

  // 4. What it draws and how it is judged.
  const judged = heldLessons.flatMap((lesson, at) =>
    Array.from({ length: JUDGED_TIMES }, (_, part) => {
      const random = new TorchRandom(2 ** 31 + at * JUDGED_TIMES + part);
      const share = (part + random.uniform()) / JUDGED_TIMES;
      return row(learner.plainLatent(lesson), lesson, told.held[at]!, random, share);
    }),
  );
  const lossOn = async (asked: readonly LessonRow[], stop?: AbortSignal): Promise<number> => {
    const answers = await answersOf(lora.state.trainables, asked, stop);
    return meanOf(asked.map((one, at) => rowLoss(answers[at]!, one)));
  };
  const draw = (
    values: Trainables | 'base',
    prompts: readonly string[],
    stop: AbortSignal,
  ): Promise<Pixels[]> => {
    const steps = isMeasured ? { steps: MEASURED.steps } : {};
    const plan = { ...learner.drawing, ...steps, seed: DRAWING_SEED };
    return learner.paint(lora.network(values), prompts, plan, stop);
  };
  const clip = await openClip(context, ranker);
  const heldSeen = await clip.embedPictures(held.map(({ pixels }) => pixels));
  return {
    ...{ graph: lora, state: lora.state },
    draw(number) {
      const random = new TorchRandom((recipe.seed % 2 ** 20) * STRIDE + number);
      const drawn = Array.from({ length: batch }, () => {
        const at = pickWeighted(weights, random.uniform());
        const lesson = lessons[at]!;
        return row(learner.latentOf(lesson, random), lesson, told.taught[at]!, random);
      });
      const own = Array.from(
        { length: kept },
        () => keptRows[Math.floor(random.uniform() * keptRows.length)]!,
      );
      return learner.feedsOf([...drawn, ...own]);
    },
    taughtLoss: (each) => meanOf([...each.subarray(0, batch)]),
    async judge(stop) {
      const drift = await lossOn(watchedRows, stop);
      return judged.length === 0 ? { drift } : { drift, heldOutLoss: await lossOn(judged, stop) };
    },
    sample: (values, stop) => draw(values, told.samples, stop),
    async compare(values, stop) {
      const own = told.held.slice(0, COMPARED);
      const seen = await clip.embedPictures(await draw(values, [...told.unrelated, ...own], stop));
      const meant = await clip.embedText(told.unrelated.map((text) => [{ text, weight: 1 }]));
      const comparison: Comparison = {
        unrelated: meanOf(meant.map((text, at) => dot(text, seen[at]!))),
      };
      if (held.length === 0) return comparison;
      const likeness = seen
        .slice(told.unrelated.length)
        .flatMap((drawn) => heldSeen.map((picture) => dot(drawn, picture)));
      return { ...comparison, likeness: meanOf(likeness) };
    },
    compared: told.unrelated.length + Math.min(COMPARED, held.length),
    describe: () => learner.describe(recipe),
    release: () => lora.release(),
    ...(isMeasured ? { abridged: abridged() } : {}),
  };

  function abridged(): NonNullable<Course['abridged']> {
    const encoded = lessons.length + heldLessons.length;
    const done = (kept > 0 ? 2 : 1) * MEASURED.rows;
    return {
      secondsLeftOut:
        secondsEncoding * ((taught.length + held.length) / encoded - 1) +
        secondsReading * (distinctIn(toldOf(taught, held)).length / texts.length - 1) +
        secondsAnswering * (whole / done - 1),
      judged: (MEASURED.rows + judged.length) / (WATCHED_ROWS + JUDGED_TIMES * held.length),
      sampled: MEASURED.steps / learner.drawing.steps,
    };
  }
}

function distinctIn(told: Readonly<Record<string, readonly string[]>>): string[] {
  return [...new Set(Object.values(told).flat())];
}

function secondsSince(moment: number): number {
  return (performance.now() - moment) / 1000;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
