/** A recipe without gaps, and what speaks against it before it costs anything. */
import type { Dataset, DatasetPicture } from '#shared/domain/dataset.ts';
import {
  MAX_TRAINING_STEPS,
  recipeSchema,
  type Recipe,
  type RecipeConcern,
  type RecipeRequest,
} from '#shared/domain/training.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { vocabulary } from '../dataset/vocabulary.ts';
import type { TaughtNetwork } from './taught-network.ts';
import { triggerFor } from './trigger-for.ts';

export interface RecipePlan {
  readonly recipe: Recipe;
  readonly concerns: RecipeConcern[];
}

/** What each is best taught with, where nothing else is asked for. */
const usual = {
  style: { rank: 8, learningRate: 2.5e-3, batch: 4, preservation: 0.7 },
  subject: { rank: 8, learningRate: 1e-3, batch: 4, preservation: 0.5 },
  words: { rank: 8, learningRate: 1e-3, batch: 16, preservation: 0.25 },
} as const;
/** Checkpoints of others: large networks, of which little is moved a step. */
const usualDiffusion = { rank: 8, learningRate: 1e-4, batch: 1, preservation: 0.34 };
/**
 * Those of them that can be taught, and the largest picture in which they are where nothing else is asked
 * for: transformers look from every place at every other, so twice the side costs more than four times.
 */
const taughtFamilies: Readonly<Record<string, { readonly side: number }>> = {
  ...{ sd1: { side: Infinity }, sd2: { side: Infinity }, sdxl: { side: Infinity } },
  flux2: { side: 512 },
};
/** What their networks halve without a rest. */
const SIDE_STEP = 64;
/** From here on learning usually runs away. */
const HIGH_RATE = 6e-3;
const HIGH_DIFFUSION_RATE = 1e-3;
/** Rounds over all pictures after which little but these pictures is learnt. */
const MANY_ROUNDS = 150;
const FEW_PICTURES = 8;
/** Words are told apart from each other. */
const LEAST_WORDS = 2;
const LONG_STEPS = 2_000;
/** Rows of a batch beyond which memory is short on usual machines. */
const MANY_ROWS = 48;

/** What is drawn over and over: two things of the folder, and one that has nothing to do with it. */
const STRANGERS = ['red car', 'panda face'];

/** Throws `generate.value-out-of-range` and `training.not-trainable`. */
export function planRecipe(
  request: RecipeRequest,
  dataset: Dataset,
  network: TaughtNetwork,
): RecipePlan {
  refuseUntrainable(request, network);
  const isWords = request.teaches === 'words';
  const included = dataset.pictures.filter(({ isIncluded }) => isIncluded);
  const trained = included.filter(({ isHeldOut }) => !isHeldOut);
  const isDiffusion = !isWords && network.side !== undefined;
  const defaults = isDiffusion ? usualDiffusion : usual[request.teaches];
  const trigger = isWords ? '' : (request.trigger ?? triggerFor(dataset.name)).trim();
  const batch = limited(
    'batch',
    request.batch ?? Math.min(defaults.batch, Math.max(1, trained.length)),
    1,
    64,
  );
  const recipe: Recipe = {
    teaches: request.teaches,
    ...{ checkpoint: network.id, checkpointHash: network.hash, trigger },
    steps: limited(
      'steps',
      request.steps ?? usualSteps(request.teaches, trained.length, isDiffusion),
      1,
      MAX_TRAINING_STEPS,
    ),
    rank: limited('rank', request.rank ?? defaults.rank, 1, 128),
    learningRate: within('learningRate', request.learningRate ?? defaults.learningRate, 1e-6, 0.1),
    batch,
    preservation: within('preservation', request.preservation ?? defaults.preservation, 0, 0.8),
    ...(isDiffusion ? { side: sideOf(request.side ?? usualSide(network)) } : {}),
    isMirrored: request.isMirrored ?? true,
    isColourVaried: request.isColourVaried ?? false,
    isAdversarial: !isWords && (request.isAdversarial ?? false),
    adversarialWeight: within('adversarialWeight', request.adversarialWeight ?? 0.1, 0, 10),
    loss: request.loss ?? 'infonce',
    seed: request.seed ?? 1,
    samplePrompts: isWords ? [] : (request.samplePrompts ?? samplesFor(trigger, included)),
  };
  const concerns = concernsOf(recipe, included, trained);
  if (isDiffusion && network.isDistilled === true) {
    concerns.push({ kind: 'distilled', isBlocking: false, params: {} });
  }
  return { recipe: recipeSchema.parse(recipe), concerns };
}

function usualSide({ family, side = SIDE_STEP }: TaughtNetwork): number {
  return Math.min(side, taughtFamilies[family]?.side ?? side);
}

/** A number out of its limits is refused, not bent. */
function within(field: string, value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value;
  throw new EaselError('generate.value-out-of-range', { field, value, min, max });
}

function limited(field: string, value: number, min: number, max: number): number {
  return Math.round(within(field, value, min, max));
}

function refuseUntrainable(
  { teaches, isAdversarial }: RecipeRequest,
  { name, family, ref, isReadyGraph = false }: TaughtNetwork,
): void {
  const reason =
    teaches === 'words'
      ? ref.layout === 'clip' && 'only the CLIP of Spark’s family is opened for training'
      : isReadyGraph
        ? 'its graphs came ready'
        : family !== 'spark' && !Object.hasOwn(taughtFamilies, family)
          ? `networks of its family (${family}) are not taught yet`
          : family !== 'spark' &&
            isAdversarial === true &&
            'a discriminator takes part in teaching Spark only';
  if (reason !== false)
    throw new EaselError('training.not-trainable', { checkpoint: name, reason });
}

/** A multiple of what the network halves. */
function sideOf(side: number): number {
  return Math.max(1, Math.round(within('side', side, SIDE_STEP, 1024) / SIDE_STEP)) * SIDE_STEP;
}

/** About forty looks at every picture, and enough for few of them. */
function usualSteps(teaches: Recipe['teaches'], trained: number, isDiffusion: boolean): number {
  if (teaches === 'words') return Math.min(500, Math.max(120, Math.round(trained * 2.5)));
  if (isDiffusion) return Math.min(2_000, Math.max(400, trained * 40));
  return Math.min(600, Math.max(160, trained * 10));
}

function samplesFor(trigger: string, pictures: readonly DatasetPicture[]): string[] {
  const own = pictures.map(({ caption }) => caption.trim()).filter((caption) => caption !== '');
  const [first, last] = [own[0], own.at(-1)];
  const taught = [first ?? 'apple', last === first ? 'house' : (last ?? 'house')];
  return [
    ...taught.map((words) => (words.includes(trigger) ? words : `${trigger} ${words}`.trim())),
    ...STRANGERS.map((words, at) => (at === 0 ? `${trigger} ${words}`.trim() : words)),
  ];
}

function concernsOf(
  recipe: Recipe,
  included: readonly DatasetPicture[],
  trained: readonly DatasetPicture[],
): RecipeConcern[] {
  const concerns: RecipeConcern[] = [];
  const add = (
    kind: RecipeConcern['kind'],
    isBlocking: boolean,
    params: RecipeConcern['params'] = {},
  ): void => {
    concerns.push({ kind, isBlocking, params });
  };
  const { steps, batch, learningRate, preservation, teaches, trigger } = recipe;
  const count = trained.length;
  const missing = included.filter(({ caption }) => caption.trim() === '').length;
  if (included.length < FEW_PICTURES) {
    add('too-few-pictures', count < 1 || included.length < 2, { count: included.length });
  }
  if (count === included.length) add('no-held-out', included.length < 2, { count });
  const rows = batch / (1 - preservation);
  if (rows > MANY_ROWS) add('memory', rows > 4 * MANY_ROWS, { rows: Math.round(rows) });
  if (steps > LONG_STEPS) add('long', false, { steps });
  const limit = recipe.side === undefined ? HIGH_RATE : HIGH_DIFFUSION_RATE;
  if (learningRate > limit) {
    add('rate-high', learningRate > 8 * limit, { rate: learningRate, limit });
  }
  const rounds = (steps * batch) / Math.max(1, count);
  if (rounds > MANY_ROUNDS) {
    add('steps-many-for-pictures', false, { rounds: Math.round(rounds), count });
  }
  if (teaches === 'words') {
    const words = new Set(trained.map(({ caption }) => caption.trim()).filter((one) => one !== ''));
    if (words.size < LEAST_WORDS) add('words-too-few', true, { count: words.size });
    const told = included.filter(({ isHeldOut }) => isHeldOut);
    const isKnown = ({ caption }: DatasetPicture): boolean => words.has(caption.trim());
    if (told.length > 0 && !told.some(isKnown)) add('words-once', false);
  }
  if (missing > 0) {
    add('captions-missing', false, { count: missing, total: included.length });
  }
  if (batch > count && count > 0) add('batch-larger-than-pictures', false, { batch, count });
  const isCommon = trigger !== '' && vocabulary.includes(trigger.toLowerCase());
  if (isCommon) add('trigger-is-common', false, { trigger });
  return concerns;
}
