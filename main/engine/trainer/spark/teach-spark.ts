/** Teaches Spark how things look in somebody's pictures, and holds it to what it could do before. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { openCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import { openOwnClip } from '#main/engine/clip/open-own-clip.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { encodePrompts, type Condition } from '#main/engine/pipelines/spark/encode-prompts.ts';
import { loadSparkModels } from '#main/engine/pipelines/spark/spark-models.ts';
import { toPixels } from '#main/engine/pipelines/spark/to-pixels.ts';
import { toPlanes } from '#main/engine/pipelines/spark/to-planes.ts';
import { loadTokenizer } from '#main/engine/text/load-tokenizer.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import type { MeasureTrainingParams, TrainingPicture } from '#shared/engine-protocol/training.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { squareOf } from '#shared/numeric/lesson-picture.ts';
import { dot } from '#shared/numeric/vector.ts';
import { describeSparkAdapter } from '#shared/safetensors/spark-adapter.ts';
import type { Example } from '../objectives/flow-matching.ts';
import type { Comparison, Course, Extent } from '../run/course.ts';
import { drawLatents } from './draw-latents.ts';
import { preservationRows } from './preservation.ts';
import { JUDGED_ROUNDS, openSparkLora } from './spark-lora.ts';
import { withoutTrigger, withTrigger } from './taught-words.ts';
import { keptPrompts, unrelatedPrompts, watchedPrompts } from './words-kept.ts';

/** Rows of the base's answers that a run draws from. */
const KEPT_ROWS = 256;
const WATCHED_ROWS = 48;
/** Steps of the base's own pictures: good enough to begin noise from. */
const KEPT_DRAWING = { steps: 12, guidanceScale: 3, seed: 99 };
/** Held-out pictures whose words are drawn to be compared. */
const COMPARED = 8;
/** The same noise before and after. */
const COMPARED_SEED = 40;
/** Embeddings of held-out pictures that drawings are compared with. */
const MOST_COMPARED_WITH = 32;

/** Prompts that go through the text tower together. */
const TOLD_TOGETHER = 64;
/** What is prepared of it to be measured: prompts drawn, rows kept and watched, steps of a sample. */
const MEASURED = { drawn: 4, rows: 8, watched: 8, steps: 2 };

/** Throws what opening and loading a checkpoint throws, and CancelledError. */
export async function openSparkCourse(
  context: EngineContext,
  { checkpoint: ref, recipe, pictures }: MeasureTrainingParams,
  signal: AbortSignal,
  extent: Extent = 'whole',
): Promise<Course> {
  // 1. Load, and say all prompts.
  const checkpoint = await openCheckpoint(ref);
  const { manifest } = checkpoint;
  const { channels, height, width } = manifest.latent;
  const latent = [channels, height, width] as const;
  const [models, tokenize, clip] = await Promise.all([
    loadSparkModels(context, checkpoint),
    loadTokenizer(context, checkpoint),
    openOwnClip(context, ref),
  ]);
  const tell = async (texts: readonly string[]): Promise<Condition[]> => {
    const told: Condition[] = [];
    for (let start = 0; start < texts.length; start += TOLD_TOGETHER) {
      await setImmediate();
      throwIfCancelled(signal);
      const group = texts.slice(start, start + TOLD_TOGETHER);
      const prompts = group.map((text) => [{ text, weight: 1 }]);
      told.push(...(await encodePrompts(models.textEncoder, tokenize, prompts)));
    }
    return told;
  };
  const [wordless] = await tell(['']);
  const examplesOf = async (
    chosen: readonly TrainingPicture[],
    words: (trigger: string, caption: string) => string,
  ): Promise<Example[]> => {
    const told = await tell(chosen.map(({ caption }) => words(recipe.trigger, caption)));
    return chosen.map(({ pixels }, at) => ({
      picture: toPlanes(squareOf(pixels), width, height),
      condition: told[at]!,
    }));
  };
  const taught = pictures.filter(({ isHeldOut }) => !isHeldOut);
  const held = pictures.filter(({ isHeldOut }) => isHeldOut);
  const examples = await examplesOf(taught, withTrigger);
  const heldExamples = await examplesOf(held, withTrigger);

  // 2. What the base answers.
  const isMeasured = extent === 'measured';
  const some = <Item>(all: readonly Item[]): readonly Item[] =>
    isMeasured ? all.slice(0, MEASURED.drawn) : all;
  const preparing = performance.now();
  const draw = async (prompts: readonly Condition[]): Promise<Example[]> => {
    const drawn = await drawLatents(
      ...([models.unet, prompts, wordless!, latent, KEPT_DRAWING, signal] as const),
    );
    return drawn.map((picture, at) => ({ picture, condition: prompts[at]! }));
  };
  const { batch, preservation } = recipe;
  const kept =
    preservation === 0 ? 0 : Math.max(1, Math.round((batch * preservation) / (1 - preservation)));
  const keptRows =
    kept === 0
      ? []
      : await preservationRows(
          models.unet,
          {
            drawn: await draw(await tell(some(keptPrompts))),
            taught: await examplesOf(taught, withoutTrigger),
            wordless: wordless!,
          },
          ...([isMeasured ? MEASURED.rows : KEPT_ROWS, latent, recipe.seed, signal] as const),
        );
  const watched = {
    drawn: await draw(await tell(some(watchedPrompts))),
    taught: [],
    wordless: wordless!,
  };
  const watchedRows = await preservationRows(
    ...([models.unet, watched, isMeasured ? MEASURED.watched : WATCHED_ROWS] as const),
    ...([latent, 1, signal] as const),
  );
  const prepared = (performance.now() - preparing) / 1000;

  // 3. The graph.
  const run = await openSparkLora(
    checkpoint,
    { examples, weights: taught.map(({ weight }) => weight), kept: keptRows },
    {
      ...{ rank: recipe.rank, alpha: recipe.rank, seed: recipe.seed % 2 ** 20, batch, kept },
      ...{ isMirrored: recipe.isMirrored, isColourVaried: recipe.isColourVaried },
      adversarialWeight: recipe.isAdversarial ? recipe.adversarialWeight : 0,
    },
    {
      ...{ provider: context.provider, threads: context.threads },
      roomBytes: context.models.budget,
    },
    signal,
  );

  // 4. What it draws.
  const { defaults } = manifest;
  const paint = async (
    values: Parameters<Course['sample']>[0],
    prompts: readonly string[],
    stop: AbortSignal,
  ): Promise<Pixels[]> => {
    const { guidanceScale } = defaults;
    const steps = isMeasured ? MEASURED.steps : defaults.steps;
    const plan = { steps, guidanceScale, seed: COMPARED_SEED };
    const told = await tell(prompts);
    const drawn = await drawLatents(run.unet(values), told, wordless!, latent, plan, stop);
    const painted: Pixels[] = [];
    for (const data of drawn) {
      const { sample_up: out } = await models.upscaler.run({
        sample: { data, dims: [1, ...latent] },
      });
      const { upscale } = manifest;
      painted.push(toPixels(out?.data as Float32Array, width * upscale, height * upscale));
    }
    return painted;
  };
  const heldSeen = await clip.embedPictures(
    held.slice(0, MOST_COMPARED_WITH).map(({ pixels }) => pixels),
  );
  const { path } = await checkpoint.part('unet');
  const base = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

  return {
    ...{ graph: run.graph, state: run.state, draw: run.draw },
    taughtLoss: (rows) => meanOf([...rows.subarray(0, batch)]),
    async judge(stop) {
      const drift = await run.lossOn(watchedRows, stop);
      if (heldExamples.length === 0) return { drift };
      return { drift, heldOutLoss: await run.heldOutLoss(heldExamples, stop) };
    },
    compared: unrelatedPrompts.length + Math.min(COMPARED, held.length),
    ...(isMeasured
      ? { abridged: abridgedOf(prepared, kept > 0, held.length, defaults.steps) }
      : {}),
    sample: (values, stop) => paint(values, recipe.samplePrompts, stop),
    async compare(values, stop) {
      const said = held
        .slice(0, COMPARED)
        .map(({ caption }) => withTrigger(recipe.trigger, caption));
      const pictures = await paint(values, [...unrelatedPrompts, ...said], stop);
      const seen = await clip.embedPictures(pictures);
      const words = await clip.embedText(unrelatedPrompts.map((text) => [{ text, weight: 1 }]));
      const comparison: Comparison = {
        unrelated: meanOf(words.map((text, at) => dot(text, seen[at]!))),
      };
      if (held.length === 0) return comparison;
      const likeness = seen
        .slice(unrelatedPrompts.length)
        .flatMap((drawn) => heldSeen.map((picture) => dot(drawn, picture)));
      return { ...comparison, likeness: meanOf(likeness) };
    },
    describe: () =>
      describeSparkAdapter({
        ...{ base, scale: 1, title: '', trigger: recipe.trigger, license: '', data: '' },
        recipe: JSON.stringify(recipe),
      }),
    release: () => run.release(),
  };
}

/** Drawing takes nearly all of the preparation, and the rows of a judgement all of that. */
function abridgedOf(
  prepared: number,
  isKept: boolean,
  held: number,
  steps: number,
): NonNullable<Course['abridged']> {
  const { drawn, rows, watched, steps: taken } = MEASURED;
  const forwards = (pictures: number, more: number): number =>
    pictures * 2 * KEPT_DRAWING.steps + more;
  const whole =
    forwards(watchedPrompts.length, WATCHED_ROWS) +
    (isKept ? forwards(keptPrompts.length, KEPT_ROWS) : 0);
  const done = forwards(drawn, watched) + (isKept ? forwards(drawn, rows) : 0);
  const judgedRows = JUDGED_ROUNDS * held;
  return {
    secondsLeftOut: prepared * (whole / done - 1),
    judged: (judgedRows + watched) / (judgedRows + WATCHED_ROWS),
    sampled: taken / steps,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
