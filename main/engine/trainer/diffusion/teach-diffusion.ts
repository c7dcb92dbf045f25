/**
 * Teaches a checkpoint of the Stable Diffusion line how things look in somebody's pictures, and holds it
 * to what it could do before: by its own answers to the same pictures without the trigger.
 */
import { openDiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/open-diffusion-checkpoint.ts';
import { openClip } from '#main/engine/clip/open-clip.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { encodePrompts } from '#main/engine/pipelines/latent-diffusion/encode-prompts.ts';
import { PIXELS_PER_PLACE } from '#main/engine/pipelines/latent-diffusion/guided-unet.ts';
import { leaveNetwork, loadNetwork } from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import { encoderPlan } from '#main/engine/pipelines/latent-diffusion/networks.ts';
import { scheduleFor } from '#main/engine/pipelines/latent-diffusion/schedule-for.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import type { MeasureTrainingParams, TrainingPicture } from '#shared/engine-protocol/training.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { dot } from '#shared/numeric/vector.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { noiseScheduleOf, noisyLatent, rowLoss } from '../objectives/denoising.ts';
import { pickWeighted } from '../pick-weighted.ts';
import type { Comparison, Course, Extent } from '../run/course.ts';
import { withoutTrigger, withTrigger } from '../spark/taught-words.ts';
import { unrelatedPrompts } from '../spark/words-kept.ts';
import type { Trainables } from '../trainables.ts';
import type { Feeds } from '../training-graph.ts';
import { describeDiffusionAdapter } from './adapter-file.ts';
import { answersTo, feedsOf, sizesOf, type DenoisingRow } from './denoising-rows.ts';
import { openDiffusionLora } from './diffusion-lora.ts';
import { encodeLessons, latentOf, plainLatent, type EncodedLesson } from './lesson-latents.ts';
import { paint } from './paint.ts';

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
const DRAWING = { steps: 12, guidanceScale: 6, seed: 40 };
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
  const checkpoint = await openDiffusionCheckpoint(ref);
  const { autoencoder } = checkpoint;
  const places = side / PIXELS_PER_PLACE;
  const latent = [autoencoder.config.latentChannels, places, places];
  const schedule = noiseScheduleOf(scheduleFor('ddpm', checkpoint.scheduler));
  if (schedule === undefined) {
    const reason = 'it predicts a flow';
    throw new EaselError('training.not-trainable', { checkpoint: checkpoint.id, reason });
  }
  const taught = pictures.filter(({ isHeldOut }) => !isHeldOut);
  const held = pictures.filter(({ isHeldOut }) => isHeldOut).slice(0, MOST_JUDGED);
  const encoder = await loadNetwork(context, encoderPlan(checkpoint));
  const encode = (
    chosen: readonly TrainingPicture[],
    isVaried: boolean,
  ): Promise<EncodedLesson[]> =>
    encodeLessons(
      encoder,
      chosen.map(({ pixels }) => pixels),
      side,
      {
        isMirrored: isVaried && recipe.isMirrored,
        isColourVaried: isVaried && recipe.isColourVaried,
      },
      signal,
    );
  const encoding = performance.now();
  const few = isMeasured ? taught.slice(0, 1) : taught;
  const lessons = await encode(few, true);
  const heldLessons = await encode(held.slice(0, isMeasured ? 1 : undefined), false);
  const secondsEncoding = (performance.now() - encoding) / 1000;
  leaveNetwork(context, encoderPlan(checkpoint));

  // 2. All that is ever said, at once: conditions must be of one length.
  const told = {
    taught: few.map(({ caption }) => withTrigger(recipe.trigger, caption)),
    plain: few.map(({ caption }) => withoutTrigger(recipe.trigger, caption)),
    held: held.map(({ caption }) => withTrigger(recipe.trigger, caption)),
    samples: recipe.samplePrompts,
    unrelated: unrelatedPrompts.slice(0, COMPARED),
    nothing: [''],
  };
  const texts = [...new Set(Object.values(told).flat())];
  const { positives, negative } = await encodePrompts(
    ...([
      context,
      checkpoint,
      texts.map((text) => (text === '' ? [] : words(text))),
      [],
      0,
    ] as const),
  );
  throwIfCancelled(signal);
  const conditionOf = (text: string): DenoisingRow['condition'] => positives[texts.indexOf(text)]!;
  const row = (
    clean: Float32Array,
    lesson: EncodedLesson,
    text: string,
    random: TorchRandom,
    share?: number,
  ): DenoisingRow => ({
    ...noisyLatent(clean, schedule, random, share),
    condition: conditionOf(text),
    sizes: sizesOf(side, lesson.ownSide),
  });

  // 3. The network, and what it answers by itself.
  const kept =
    preservation === 0 ? 0 : Math.max(1, Math.round((batch * preservation) / (1 - preservation)));
  const scale = autoencoder.scalingFactor;
  const [first] = lessons;
  const rows = Array.from({ length: batch + kept }, () =>
    row(plainLatent(first!, scale), first!, told.taught[0]!, new TorchRandom(0)),
  );
  const lora = await openDiffusionLora(
    context,
    checkpoint,
    {
      ...{ rank: recipe.rank, seed: recipe.seed % 2 ** 20, latent },
      example: feedsOf(rows, latent),
    },
    signal,
  );
  const answering = performance.now();
  const answered = async (count: number, seed: number): Promise<DenoisingRow[]> => {
    const random = new TorchRandom(seed);
    const asked = Array.from({ length: count }, () => {
      const at = Math.floor(random.uniform() * lessons.length);
      const isWordless = random.uniform() < WORDLESS_SHARE;
      const clean = latentOf(lessons[at]!, scale, random);
      return row(clean, lessons[at]!, isWordless ? '' : told.plain[at]!, random);
    });
    const answers = await answersTo((feeds) => lora.answer('base', feeds), asked, latent, signal);
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
  const secondsAnswering = (performance.now() - answering) / 1000;
  const weights = few.map(({ weight }) => weight);

  // 4. What it draws and how it is judged.
  const judged = heldLessons.flatMap((lesson, at) =>
    Array.from({ length: JUDGED_TIMES }, (_, part) => {
      const random = new TorchRandom(2 ** 31 + at * JUDGED_TIMES + part);
      const share = (part + random.uniform()) / JUDGED_TIMES;
      return row(plainLatent(lesson, scale), lesson, told.held[at]!, random, share);
    }),
  );
  const lossOn = async (asked: readonly DenoisingRow[], stop?: AbortSignal): Promise<number> => {
    const { trainables } = lora.state;
    const answers = await answersTo(
      ...([(feeds: Feeds) => lora.answer(trainables, feeds), asked, latent, stop] as const),
    );
    return meanOf(asked.map((one, at) => rowLoss(answers[at]!, one)));
  };
  const draw = (
    values: Trainables | 'base',
    prompts: readonly string[],
    stop: AbortSignal,
  ): Promise<Pixels[]> => {
    const conditions = prompts.map((text) => conditionOf(text));
    const plan = { ...DRAWING, side, ...(isMeasured ? { steps: MEASURED.steps } : {}) };
    return paint(context, checkpoint, lora.unet(values), { conditions, negative }, plan, stop);
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
        return row(latentOf(lesson, scale, random), lesson, told.taught[at]!, random);
      });
      const own = Array.from(
        { length: kept },
        () => keptRows[Math.floor(random.uniform() * keptRows.length)]!,
      );
      return feedsOf([...drawn, ...own], latent);
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
      const meant = await clip.embedText(told.unrelated.map((text) => words(text)));
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
    describe: () => describeDiffusionAdapter(checkpoint, recipe),
    release: () => lora.release(),
    ...(isMeasured ? { abridged: abridged() } : {}),
  };

  function abridged(): NonNullable<Course['abridged']> {
    const encoded = lessons.length + heldLessons.length;
    const done = (kept > 0 ? 2 : 1) * MEASURED.rows;
    return {
      secondsLeftOut:
        secondsEncoding * ((taught.length + held.length) / encoded - 1) +
        secondsAnswering * (whole / done - 1),
      judged: (MEASURED.rows + judged.length) / (WATCHED_ROWS + JUDGED_TIMES * held.length),
      sampled: MEASURED.steps / DRAWING.steps,
    };
  }
}

function words(text: string): { text: string; weight: number }[] {
  return [{ text, weight: 1 }];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
