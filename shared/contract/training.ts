/**
 * Teaching the studio: datasets and what is wrong with them, recipes and what they cost, runs.
 *
 * Pictures of a dataset are served at /media/dataset/{dataset}/{key}?size=256, as they will be shown
 * to the network at /media/dataset/{dataset}/{key}/augmented/{0..7}; samples of a run at
 * /media/run/{run}/{step}/{index of the prompt}.
 */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import {
  datasetIdSchema,
  datasetPictureKeySchema,
  datasetSchema,
  datasetSourceSchema,
  pictureChangeSchema,
  remedySchema,
} from '#shared/domain/dataset.ts';
import { idSchema } from '#shared/domain/ids.ts';
import { loraSummarySchema } from '#shared/domain/lora.ts';
import {
  curvePointSchema,
  curvesSchema,
  recipeConcernSchema,
  recipeRequestSchema,
  recipeSchema,
  runIdSchema,
  runSchema,
  startRunSchema,
  trainingEstimateSchema,
} from '#shared/domain/training.ts';
import { communityErrorCodes } from '#shared/errors/catalogue/community.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

const writing = declareErrors('library.not-writable', 'library.disk-full');
const datasetErrors = declareErrors('dataset.not-found');
const sourceErrors = declareErrors(
  'access.local-only',
  'dataset.source-missing',
  'dataset.not-readable',
  'dataset.empty',
);
const recipeErrors = {
  ...datasetErrors,
  ...declareErrors('generate.value-out-of-range', 'checkpoint.not-found', 'training.not-trainable'),
  ...declareErrors(...communityErrorCodes),
};
const runErrors = {
  ...writing,
  ...declareErrors('training.run-not-found', 'training.wrong-state'),
};
const oneDataset = z.object({ id: datasetIdSchema });
const oneRun = z.object({ id: runIdSchema });

export const surveyEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: z.number().int(), total: z.number().int() }),
  /** The last one. */
  z.object({ type: z.literal('dataset'), dataset: datasetSchema }),
]);
export type SurveyEvent = z.infer<typeof surveyEventSchema>;

export const runEventSchema = z.discriminatedUnion('type', [
  /** First event of every watch: the runs as they are now, newest first. */
  z.object({ type: z.literal('snapshot'), runs: z.array(runSchema) }),
  z.object({ type: z.literal('run'), run: runSchema }),
  z.object({ type: z.literal('training-loss'), id: runIdSchema, point: curvePointSchema }),
  z.object({ type: z.literal('held-out-loss'), id: runIdSchema, point: curvePointSchema }),
  z.object({ type: z.literal('removed'), id: runIdSchema }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;

export const trainingContract = {
  /**
   * Looks at every picture of a source; ends with the dataset. Choices and captions of an earlier
   * survey of the same source are still there.
   */
  survey: base
    .errors(sourceErrors)
    .input(z.object({ source: datasetSourceSchema }))
    .output(eventIterator(surveyEventSchema)),
  dataset: base.errors(datasetErrors).input(oneDataset).output(datasetSchema),
  /** Findings are made anew. */
  changePictures: base
    .errors({ ...datasetErrors, ...writing })
    .input(oneDataset.extend({ changes: z.array(pictureChangeSchema).max(10_000) }))
    .output(datasetSchema),
  /** `before`: what `changePictures` must be given to undo it. */
  remedy: base
    .errors({ ...datasetErrors, ...writing, ...declareErrors('dataset.no-finding') })
    .input(oneDataset.extend({ finding: idSchema, remedy: remedySchema }))
    .output(z.object({ dataset: datasetSchema, before: z.array(pictureChangeSchema) })),
  setBalanced: base
    .errors({ ...datasetErrors, ...writing })
    .input(oneDataset.extend({ isBalanced: z.boolean() }))
    .output(datasetSchema),
  /** Fills captions in by CLIP and by names of files and folders; all that have none without `keys`. */
  proposeCaptions: base
    .errors({ ...datasetErrors, ...writing, ...declareErrors('engine.unavailable') })
    .input(oneDataset.extend({ keys: z.array(datasetPictureKeySchema).optional() }))
    .output(eventIterator(surveyEventSchema)),
  /** Writes captions as text files beside the pictures of a folder. Only on demand. */
  writeCaptions: base
    .errors({
      ...datasetErrors,
      ...declareErrors('access.local-only', 'dataset.not-writable', 'dataset.not-a-folder'),
    })
    .input(oneDataset)
    .output(z.object({ written: z.number().int() })),

  /** The recipe without gaps, and what speaks against it. Costs nothing. */
  plan: base
    .errors(recipeErrors)
    .input(z.object({ dataset: datasetIdSchema, recipe: recipeRequestSchema }))
    .output(z.object({ recipe: recipeSchema, concerns: z.array(recipeConcernSchema) })),
  /** Measures a few steps; takes some seconds. */
  estimate: base
    .errors({
      ...recipeErrors,
      ...declareErrors(
        'engine.unavailable',
        'engine.out-of-memory',
        'training.busy',
        'training.blocked',
        'training.pictures-gone',
      ),
    })
    .input(z.object({ dataset: datasetIdSchema, recipe: recipeRequestSchema }))
    .output(trainingEstimateSchema),

  /** Written down before it is acknowledged; one run goes at a time, others wait. */
  start: base
    .errors({ ...recipeErrors, ...writing, ...declareErrors('training.blocked') })
    .input(startRunSchema)
    .output(runSchema),
  /** Newest first. */
  runs: base.output(z.array(runSchema)),
  run: base.errors(declareErrors('training.run-not-found')).input(oneRun).output(runSchema),
  curves: base.errors(declareErrors('training.run-not-found')).input(oneRun).output(curvesSchema),
  watch: base.output(eventIterator(runEventSchema)),
  pause: base.errors(runErrors).input(oneRun).output(runSchema),
  /** Goes on from the last checkpoint, also after a failure or a stop. */
  resume: base.errors(runErrors).input(oneRun).output(runSchema),
  /** Ends it; the best step so far is the result. */
  stop: base.errors(runErrors).input(oneRun).output(runSchema),
  /** Makes a step, the best by default, an adapter for prompts or, for `words`, for ranking. */
  save: base
    .errors({ ...runErrors, ...declareErrors('training.name-taken', 'training.nothing-yet') })
    .input(
      oneRun.extend({
        name: z.string().min(1).max(80),
        step: z.number().int().min(0).optional(),
        /** What others may do with it; as the base says where absent. */
        license: z.string().max(120).optional(),
      }),
    )
    .output(z.object({ run: runSchema, lora: loraSummarySchema.optional() })),
  /**
   * Removes everything that came of it in one step: checkpoints, samples, curves, caches and, unless
   * told otherwise, the adapter it was saved as. A running one is stopped first.
   */
  forget: base
    .errors(runErrors)
    .input(oneRun.extend({ keepAdapter: z.boolean().optional() }))
    .output(z.object({})),
};
