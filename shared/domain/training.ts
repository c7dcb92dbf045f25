/** Runs: one fine-tuning each, from a dataset and a recipe to an adapter. */
import * as z from 'zod';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';
import { datasetIdSchema, datasetPictureKeySchema, datasetSourceSchema } from './dataset.ts';
import { checkpointIdSchema, idSchema } from './ids.ts';
import { seedSchema } from './seed.ts';

export const runIdSchema = idSchema.brand<'RunId'>();
export type RunId = z.infer<typeof runIdSchema>;

/**
 * What is taught: a generator how things look (`style`) or what one thing looks like (`subject`), or
 * the CLIP what words mean in this folder (`words`).
 */
export const teachesSchema = z.enum(['style', 'subject', 'words']);
export type Teaches = z.infer<typeof teachesSchema>;

export const contrastiveLossSchema = z.enum(['infonce', 'triplet']);
export type ContrastiveLoss = z.infer<typeof contrastiveLossSchema>;

export const MAX_TRAINING_STEPS = 20_000;

/** What is asked for; gaps are filled by what suits the dataset. Limits are checked in core. */
export const recipeRequestSchema = z.object({
  teaches: teachesSchema,
  /** Spark where none is named; for `words` the CLIP that ranks. */
  checkpoint: checkpointIdSchema.optional(),
  /** Word that calls up what was taught; one is made from the name where it is absent. */
  trigger: z.string().max(80).optional(),
  steps: z.number().optional(),
  rank: z.number().optional(),
  learningRate: z.number().optional(),
  /** Pictures per step. */
  batch: z.number().optional(),
  /** 0..1: how much of each step goes into keeping what the base can do without the trigger. */
  preservation: z.number().optional(),
  /**
   * Pixels a side that pictures are shown in, where the base can be taught in several sizes: smaller is
   * faster. The base's own where absent.
   */
  side: z.number().optional(),
  /** Whether pictures are also shown mirrored. */
  isMirrored: z.boolean().optional(),
  /** Whether colours are varied a little. */
  isColourVaried: z.boolean().optional(),
  /** Generators only: a discriminator that sees through CLIP takes part (L_D and L_G). */
  isAdversarial: z.boolean().optional(),
  /** How much L_G counts beside the generator's own loss. */
  adversarialWeight: z.number().optional(),
  /** CLIP only. */
  loss: contrastiveLossSchema.optional(),
  seed: seedSchema.optional(),
  /** Prompts drawn over and over to see what becomes of them; some are chosen where absent. */
  samplePrompts: z.array(z.string().min(1).max(500)).max(8).optional(),
});
export type RecipeRequest = z.infer<typeof recipeRequestSchema>;

export const recipeSchema = z.object({
  teaches: teachesSchema,
  checkpoint: checkpointIdSchema,
  checkpointHash: z.string(),
  trigger: z.string(),
  steps: z.number().int().min(1).max(MAX_TRAINING_STEPS),
  rank: z.number().int().min(1).max(128),
  learningRate: z.number().positive(),
  batch: z.number().int().min(1).max(64),
  preservation: z.number().min(0).max(1),
  /** Absent where the base has only one. */
  side: z.number().int().min(64).max(2048).optional(),
  isMirrored: z.boolean(),
  isColourVaried: z.boolean(),
  isAdversarial: z.boolean(),
  /** Of runs of earlier versions, which had none. */
  adversarialWeight: z.number().min(0).max(10).default(0.1),
  loss: contrastiveLossSchema,
  seed: seedSchema,
  samplePrompts: z.array(z.string()),
});
export type Recipe = z.infer<typeof recipeSchema>;

/** What each part of a run takes depends on these. */
const costly = [
  ...(['teaches', 'checkpoint', 'rank', 'batch', 'isAdversarial', 'loss'] as const),
  ...(['preservation', 'side'] as const),
] as const satisfies (keyof Recipe)[];

/** Whether what was measured for one recipe holds for the other, however many steps each has. */
export function costTheSame(a: Recipe, b: Recipe): boolean {
  const isAlike = costly.every((field) => a[field] === b[field]);
  return isAlike && a.samplePrompts.length === b.samplePrompts.length;
}

/** What speaks against a recipe before it costs an hour. */
export const recipeConcernSchema = z.object({
  kind: z.enum([
    'too-few-pictures',
    'no-held-out',
    'memory',
    'long',
    'rate-high',
    'steps-many-for-pictures',
    'captions-missing',
    'checkpoint-not-trainable',
    /** The checkpoint was made to do with few steps, which teaching undoes by and by. */
    'distilled',
    'batch-larger-than-pictures',
    'trigger-is-common',
    /** Words are told apart from each other, so there must be several. */
    'words-too-few',
    /** Every picture has words of its own, so nothing shows whether a word was understood. */
    'words-once',
  ]),
  isBlocking: z.boolean(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type RecipeConcern = z.infer<typeof recipeConcernSchema>;

export const trainingEstimateSchema = z.object({
  /** Measured on this machine, with this recipe, over a few steps that are thrown away. */
  secondsPerStep: z.number(),
  /** Of the whole run, with held-out rounds and samples. */
  totalMs: z.number().int(),
  memoryBytes: z.number().int(),
  adapterBytes: z.number().int(),
});
export type TrainingEstimate = z.infer<typeof trainingEstimateSchema>;

/**
 *   waiting → running ⇄ paused → done | failed | stopped
 *   running → waiting   (the host or the engine died: it goes on from its last checkpoint)
 *   failed | stopped → waiting   (resume)
 * `done` and `stopped` both keep the best step; `stopped` came before the last.
 */
export const runStateSchema = z.enum(['waiting', 'running', 'paused', 'done', 'stopped', 'failed']);
export type RunState = z.infer<typeof runStateSchema>;

export const runPhaseSchema = z.enum(['preparing', 'training', 'judging', 'sampling', 'saving']);
export type RunPhase = z.infer<typeof runPhaseSchema>;

/** A step whose weights are kept on disk. */
export const savedPointSchema = z.object({
  step: z.number().int().min(0),
  heldOutLoss: z.number().optional(),
  /** Held-out pictures given their own words, 0..1; for `words`. */
  accuracy: z.number().optional(),
  isBest: z.boolean(),
});
export type SavedPoint = z.infer<typeof savedPointSchema>;

/** What a CLIP finds for a held-out picture; for `words`. */
export const readingSchema = z.object({
  key: datasetPictureKeySchema,
  /** What it should find. */
  caption: z.string(),
  /** Surest first, 0..1. */
  found: z.array(z.object({ words: z.string(), share: z.number() })),
});
export type Reading = z.infer<typeof readingSchema>;

/** What became of a run, in numbers whose words the screen finds. */
export const verdictSchema = z.object({
  /** Mean over held-out pictures, always with the same noise. */
  heldOutLoss: z.object({ before: z.number(), after: z.number() }).optional(),
  /** CLIP's match of drawn samples with held-out pictures of the folder, -1..1: is the look taken? */
  likeness: z.object({ before: z.number(), after: z.number() }).optional(),
  /** CLIP's match of drawn samples with unrelated prompts, -1..1: is what it could before still there? */
  unrelated: z.object({ before: z.number(), after: z.number() }).optional(),
  /** Held-out pictures given their own caption by CLIP, 0..1; for `words`. */
  accuracy: z.object({ before: z.number(), after: z.number() }).optional(),
  /** How far training and held-out loss have parted. */
  overfitting: z.enum(['none', 'some', 'strong']),
});
export type Verdict = z.infer<typeof verdictSchema>;

export const runSchema = z.object({
  id: runIdSchema,
  name: z.string().min(1).max(80),
  state: runStateSchema,
  phase: runPhaseSchema.optional(),
  recipe: recipeSchema,
  dataset: z.object({
    /** Absent for runs of earlier versions. */
    id: datasetIdSchema.optional(),
    source: datasetSourceSchema,
    name: z.string(),
    trained: z.number().int(),
    heldOut: z.number().int(),
    /** Pictures that were gone when it went on; absent where none were. */
    missing: z.number().int().optional(),
    /** A hash over the hashes of the pictures: tells whether two runs had the same ones. */
    fingerprint: z.string(),
  }),
  createdAt: z.number().int(),
  startedAt: z.number().int().optional(),
  finishedAt: z.number().int().optional(),
  /** Steps done. */
  step: z.number().int().min(0),
  secondsPerStep: z.number().optional(),
  /** With the judgements, samples and comparisons to come. */
  remainingMs: z.number().int().min(0).optional(),
  /** Of the time of the whole run that is behind it, where that is known. */
  share: z.number().min(0).max(1).optional(),
  memoryBytes: z.number().int().optional(),
  best: savedPointSchema.optional(),
  points: z.array(savedPointSchema),
  /** Steps at which every sample prompt was drawn; 0 is the base without the adapter. */
  sampledAt: z.array(z.number().int().min(0)),
  /** Words found for held-out pictures before the first step, and last; for `words`. */
  readings: z.object({ before: z.array(readingSchema), after: z.array(readingSchema) }).optional(),
  verdict: verdictSchema.optional(),
  /** Name of the adapter it was saved as, as a prompt writes it. */
  adapter: z.string().optional(),
  error: errorShapeSchema.optional(),
});
export type Run = z.infer<typeof runSchema>;

/** How far it is, 0..1: by time where that is known, by steps elsewhere. */
export function progressOf({ share, step, recipe }: Run): number {
  return share ?? step / recipe.steps;
}

export const curvePointSchema = z.object({ step: z.number().int(), loss: z.number() });

export const curvesSchema = z.object({
  training: z.array(curvePointSchema),
  heldOut: z.array(curvePointSchema),
});
export type Curves = z.infer<typeof curvesSchema>;

export const startRunSchema = z.object({
  dataset: datasetIdSchema,
  name: z.string().min(1).max(80),
  recipe: recipeRequestSchema,
});
export type StartRun = z.infer<typeof startRunSchema>;
